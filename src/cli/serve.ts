import { unwatchFile, watchFile } from 'node:fs'
import { startServer, type Options } from '../start/index.ts'
import { UsageError, type ConfigFile } from './config-file.ts'
import { keepTickShape, stopOnSignal } from './process.ts'

/** The parts of the process that the server uses. */
export interface ServerHost {
  stderr: { write (text: string): unknown, isTTY?: boolean }
  once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown
  exitCode?: unknown
}

/** The parts of the process that the program uses. */
export interface Host extends ServerHost {
  stdout: { write (text: string): unknown }
  /** Set if something fails after `main` has returned. */
  exitCode?: unknown
}

/** The settings, and the configuration file from which some of them come. */
export interface Configuration { settings: Options, file: ConfigFile }

/** The interval (ms) at which the configuration file is checked for changes. */
const interval = 200

/**
 * Starts the server, and resolves with its URL. `reread` reads the configuration again: with it, the server is replaced, on its
 * port, by one with the new configuration whenever the file changes.
 */
export async function serve (configuration: Configuration, host: ServerHost, reread?: () => Promise<Configuration>): Promise<string> {
  keepTickShape()
  const { file: { name } } = configuration
  if (reread !== undefined && name === '') throw new UsageError('--watch needs a configuration file: jobdouble.yaml, or --config FILE')
  let stopped = false
  const stop = () => {
    stopped = true
    unwatchFile(name, reload)
  }
  // watched before the server starts: a change while it starts would be missed
  if (reread !== undefined) watchFile(name, { interval }, reload)
  const starting = start(configuration, host)
  let reloads: Promise<unknown> = starting
  let current = await starting.catch((error: Error) => {
    stop()
    throw error
  })
  const { url } = current
  stopOnSignal(() => current.app, host, stop)
  return url

  /** One at a time: a change may come while the server is being replaced. */
  function reload (): void {
    reloads = reloads.then(replace).catch((error: Error) => {
      host.stderr.write(`jobdouble: ${name} is not reloaded: ${error.message}\n`)
    })
  }

  async function replace (): Promise<void> {
    // called only if there is a configuration that can be read again
    const next = await reread!()
    // a trial on another port, without the snapshot: a mistake must not stop the old server
    const trial = await start({ ...next, settings: { ...next.settings, port: 0, snapshot: '', logLevel: 'silent' } }, host)
    await trial.app.close()
    if (stopped) return
    await current.app.close()
    current = await start({ ...next, settings: { ...next.settings, port: Number(new URL(url).port) } }, host)
    host.stderr.write(`jobdouble: ${name} is reloaded\n`)
  }
}

function start ({ settings, file }: Configuration, host: ServerHost): ReturnType<typeof startServer> {
  const print = (line: string) => { host.stderr.write(`${line}\n`) }
  const onUnwritten = (message: string) => {
    print(`jobdouble: ${message}`)
    host.exitCode = 1
  }
  return startServer(settings, { isTerminal: host.stderr.isTTY === true, print, onUnwritten, initial: file.initial, source: file.name })
}
