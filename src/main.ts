import { build, type BuildOptions } from './app.ts'
import { version } from './assets.ts'
import { readCommandLine, UsageError } from './command-line.ts'
import { env } from './env.ts'
import { healthcheck } from './healthcheck.ts'
import { helpText } from './help.ts'
import { listen } from './listen.ts'
import { createLogger } from './log.ts'
import type { Settings } from './options.ts'
import { keepSnapshot } from './snapshot-file.ts'
import { stopOnSignal } from './stop.ts'
import { keepTickShape } from './tick-shape.ts'

/** What the program needs of its process. */
export interface Host {
  stdout: { write (text: string): unknown }
  stderr: { write (text: string): unknown, isTTY?: boolean }
  once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown
  /** Set where something fails after `main` has answered. */
  exitCode?: unknown
}

/** Does what the command line says. Answers the exit code: 0, 2 for usage or configuration, 1 for anything else, each of the two with one line and no stack. */
export async function main (args: readonly string[], environment: NodeJS.ProcessEnv, host: Host): Promise<0 | 1 | 2> {
  try {
    host.stdout.write(`${await run(args, environment, host)}\n`)
    return 0
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    host.stderr.write(`jobdouble: ${message}\n`)
    return error instanceof UsageError || code === 'LIFECYCLE_UNKNOWN' ? 2 : 1
  }
}

/** Answers the line that a command prints. */
async function run (args: readonly string[], environment: NodeJS.ProcessEnv, host: Host): Promise<string> {
  const { command, settings, flags = {} } = readCommandLine(args, environment)
  if (settings === undefined) return command === 'help' ? helpText() : version
  if (command === 'healthcheck') return await healthcheck(settings)
  if (command === 'env') return env(settings, flags)
  if (command !== 'serve') throw new UsageError(`there is no command ${JSON.stringify(command)}; jobdouble --help lists what there is`)
  return await serve(settings, host)
}

async function serve (settings: Settings, host: Host): Promise<string> {
  keepTickShape()
  const logger = createLogger(settings.logLevel, host.stderr.isTTY === true)
  const app = await build({ ...toBuildOptions(settings), logger })
  if (settings.snapshot !== undefined) await keepSnapshot(app, settings.snapshot, settings.providers, host)
  stopOnSignal(app, host)
  return `jobdouble ready on ${await listen(app, settings)}`
}

function toBuildOptions ({ lifecycle, dialect, starfishLenient, immutaExtraFields, noFaultHeader, ...settings }: Settings): BuildOptions {
  const switches = [...starfishLenient ? ['starfish-lenient'] : [], ...immutaExtraFields ? ['immuta-extra-fields'] : []]
  const { all = 'documented', of } = dialect
  const dialects = { ...Object.fromEntries(settings.providers.map(name => [name, all])), ...of }
  // who is told to listen under a name is called by it
  const allowedHosts = [settings.host, ...settings.allowedHosts]
  return { ...settings, allowedHosts, lifecycle: lifecycle.all, lifecycleOf: lifecycle.of, dialects, switches, faultHeader: !noFaultHeader }
}
