import { build, type Settings } from '../app.ts'
import { version } from '../assets.ts'
import { readCommandLine, UsageError } from './command-line.ts'
import { env } from './env.ts'
import { helpText } from './help.ts'
import { healthcheck } from './healthcheck.ts'
import { listen } from '../http/server/listen.ts'
import { switches, type CommandOptions } from './options.ts'
import { keepSnapshot } from './snapshot-file.ts'
import { createLogger, keepTickShape, stopOnSignal } from './process.ts'
import { toSettings } from '../settings.ts'

/** What the program uses of its process. */
export interface Host {
  stdout: { write (text: string): unknown }
  stderr: { write (text: string): unknown, isTTY?: boolean }
  once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown
  /** Set if something fails after `main` has returned. */
  exitCode?: unknown
}

/** Runs the command line. Resolves with the exit code: 0, 2 for usage or configuration, 1 for any other error, with one line and no stack. */
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

/** Resolves with the line that a command prints. */
async function run (args: readonly string[], environment: NodeJS.ProcessEnv, host: Host): Promise<string> {
  const { command, settings, flags = {} } = readCommandLine(args, environment)
  if (settings === undefined) return command === 'help' ? helpText() : version
  if (command === 'healthcheck') return await healthcheck(settings)
  if (command === 'env') return env(settings, flags)
  if (command !== 'serve') throw new UsageError(`there is no command ${JSON.stringify(command)}; jobdouble --help lists what there is`)
  return await serve(settings, host)
}

async function serve (options: CommandOptions, host: Host): Promise<string> {
  keepTickShape()
  const logger = createLogger(options.logLevel, host.stderr.isTTY === true)
  const app = await build(fromCommandLine(options), { logger })
  if (options.snapshot !== undefined) keepSnapshot(app, options.snapshot, options.providers, host)
  stopOnSignal(app, host)
  return `jobdouble ready on ${await listen(app, options)}`
}

function fromCommandLine ({ lifecycle, dialect, noFaultHeader, ...options }: CommandOptions): Settings {
  const { all = 'documented', of } = dialect
  return toSettings({
    ...options,
    lifecycle: lifecycle.all,
    lifecycleOf: lifecycle.of,
    dialects: { ...Object.fromEntries(options.providers.map(name => [name, all])), ...of },
    switches: switches.filter(({ option }) => options[option] === true).map(({ name }) => name),
    faultHeader: !noFaultHeader,
    // a server that listens under a name is reached by that name
    allowedHosts: [options.host, ...options.allowedHosts]
  })
}
