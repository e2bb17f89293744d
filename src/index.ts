import { doubleAt, type Double } from './client/double.ts'
import { JobdoubleError } from './client/error.ts'
import type { StartOptions } from './client/start-options.ts'

export * from './client/index.ts'

/**
 * Starts a server in this process. Throws a `JobdoubleError` with the code `INVALID_OPTION`, or `LISTEN_FAILED` if the port is in
 * use or the address cannot be used.
 */
export async function start (options: StartOptions = {}): Promise<Double> {
  // loaded here, so that a program that only connects does not load the server
  const { InvalidOption, readInitial, readOptions, startServer } = await import('./start/index.ts')
  let unwritten: JobdoubleError | undefined
  const onUnwritten = (message: string) => { unwritten = new JobdoubleError(message, { code: 'SNAPSHOT_NOT_WRITTEN' }) }
  const print = (line: string) => { process.stderr.write(`${line}\n`) }
  try {
    const read = readOptions(options)
    const { app, url } = await startServer(read, { isTerminal: process.stderr.isTTY, print, initial: readInitial(options), onUnwritten })
    return doubleAt(url, options.controlToken, async () => {
      await app.close()
      if (unwritten !== undefined) throw unwritten
    }, read.providers)
  } catch (error) {
    const { message } = error as Error
    if (error instanceof InvalidOption) throw new JobdoubleError(message, { code: 'INVALID_OPTION', field: error.option })
    throw new JobdoubleError(message, { code: 'LISTEN_FAILED', cause: error })
  }
}
