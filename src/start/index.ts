import type { FastifyInstance } from 'fastify'
import { build, mustBeInitial, type Surroundings as BuildSurroundings } from '../app.ts'
import { isBeyondLoopback, toOwnUrl } from '../http/hosts.ts'
import { listen } from '../http/server/listen.ts'
import { InvalidField } from '../validation/index.ts'
import { createLogger, createRequestLog } from './log.ts'
import { initialKeys, InvalidOption, type Options } from './options.ts'
import { toSettings } from './settings.ts'
import { keepSnapshot, loadSnapshot } from './snapshot-file.ts'
import { readTls } from './tls.ts'

export { createLogger } from './log.ts'
export { InvalidOption, options, optionsOf, toFlag, type Option, type Options } from './options.ts'
export { loadProviders } from './provider-module.ts'
export { readAll, readInitial, readOptions, readValue, reject, suggest } from './read.ts'
export { toSettings } from './settings.ts'

/** The keys of the configuration file for the initial contents of sandboxes. */
export const initialNames: readonly string[] = Object.values(initialKeys)

/** What a server needs from its process. */
export interface Surroundings {
  /** Whether stderr is a terminal. */
  isTerminal: boolean
  /** Prints a line to stderr. */
  print (line: string): void
  /** The initial contents of each sandbox. */
  initial?: object
  /** The file with the initial contents; undefined if they are options of `start`. */
  source?: string
  /** Called with one line if the snapshot file could not be written when the server has stopped. */
  onUnwritten (message: string): void
}

/** Starts a server. Throws InvalidOption, or an Error with one line if it cannot listen. */
export async function startServer (options: Options, surroundings: Surroundings): Promise<{ app: FastifyInstance, url: string }> {
  const { logLevel, logFormat } = options
  const { isTerminal, onUnwritten, initial = {}, source } = surroundings
  const format = logFormat === 'auto' ? isTerminal ? 'pretty' : 'json' : logFormat
  const logger = logLevel === 'silent' ? undefined : createLogger(logLevel, format)
  if (options.cluster !== '' && options.snapshot !== '') {
    throw new InvalidOption('--snapshot and --cluster cannot be combined: the store keeps the sandboxes; omit --snapshot', 'snapshot')
  }
  const onRequest = createRequestLog(options, surroundings)
  const app = await buildWith(options, initial, { logger, onRequest }).catch(error => rejectSetting(error, source))
  try {
    if (typeof options.snapshot === 'object') loadSnapshot(app, options.snapshot, options.providers)
    else if (options.snapshot !== '') keepSnapshot(app, options.snapshot, options.providers, onUnwritten)
    const url = await listen(app, options)
    await app.membership.begin(toOwnUrl(options.host, url), app)
    if (options.controlToken === '' && isBeyondLoopback(app.addresses())) {
      const remedy = 'start it with --control-token TOKEN or JOBDOUBLE_CONTROL_TOKEN'
      app.log.warn(`the control API is closed, because other machines can reach this server; ${remedy}`)
    }
    return { app, url }
  } catch (error) {
    // not app.close(), which would write the snapshot file
    app.sandboxes.close()
    throw error
  }
}

async function buildWith (options: Options, initial: unknown, surroundings: BuildSurroundings): Promise<FastifyInstance> {
  mustBeInitial(initial)
  return await build({ ...toSettings(options), initial, tls: await readTls(options) }, surroundings)
}

/** The options whose values only prove to be invalid when the server is built, by the code of the error. */
const optionOfCode: Readonly<Record<string, string>> = { LIFECYCLE_UNKNOWN: 'lifecycle', PROVIDER_INVALID: 'providers' }

/** Throws InvalidOption for an unknown lifecycle, an unusable provider and a mistake in the initial contents; any other error unchanged. */
function rejectSetting (error: NodeJS.ErrnoException, source: string | undefined): never {
  if (error instanceof InvalidField) {
    if (source !== undefined) throw new InvalidOption(`${error.message} (in ${source})`, error.field)
    const toName = (text: string) => text.replace(/^lifecycle-rules/, 'lifecycleRules')
    throw new InvalidOption(toName(error.message), toName(error.field))
  }
  const option = optionOfCode[error.code ?? '']
  throw option === undefined ? error : new InvalidOption(error.message, option)
}
