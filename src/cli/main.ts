import { version } from '../assets.ts'
import { readCommandLine, UsageError } from './command-line.ts'
import { env } from './env.ts'
import { helpText } from './help.ts'
import { healthcheck } from './healthcheck.ts'
import { InvalidOption, startServer, type Options } from '../start/index.ts'
import { keepTickShape, stopOnSignal } from './process.ts'
import { report, type Result } from './report.ts'

/** What the program uses of its process. */
export interface Host {
  stdout: { write (text: string): unknown }
  stderr: { write (text: string): unknown, isTTY?: boolean }
  once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown
  /** Set if something fails after `main` has returned. */
  exitCode?: unknown
}

/**
 * Runs the command line. Resolves with the exit code: 0, 3 for findings, 2 for usage or configuration, 1 for any other error, with one
 * line and no stack.
 */
export async function main (args: readonly string[], environment: NodeJS.ProcessEnv, host: Host): Promise<0 | 1 | 2 | 3> {
  try {
    const { text, code } = await run(args, environment, host)
    host.stdout.write(`${text}\n`)
    return code
  } catch (error) {
    host.stderr.write(`jobdouble: ${(error as Error).message}\n`)
    return error instanceof UsageError || error instanceof InvalidOption ? 2 : 1
  }
}

async function run (args: readonly string[], environment: NodeJS.ProcessEnv, host: Host): Promise<Result> {
  const { command, settings, flags = {}, warnings } = readCommandLine(args, environment)
  if (settings === undefined) return succeed(command === 'help' ? helpText() : version)
  for (const warning of warnings) host.stderr.write(`jobdouble: warning: ${warning}\n`)
  switch (command) {
    case 'healthcheck': return succeed(await healthcheck(settings))
    case 'env': return succeed(env(settings, flags))
    case 'report': return await report(settings, flags, environment, text => host.stderr.write(text))
    case 'serve': return succeed(await serve(settings, host))
    default: throw new UsageError(`there is no command ${JSON.stringify(command)}; jobdouble --help lists what there is`)
  }
}

function succeed (text: string): Result {
  return { text, code: 0 }
}

async function serve (options: Options, host: Host): Promise<string> {
  keepTickShape()
  const print = (line: string) => { host.stderr.write(`${line}\n`) }
  const onUnwritten = (message: string) => {
    print(`jobdouble: ${message}`)
    host.exitCode = 1
  }
  const { app, url } = await startServer(options, { isTerminal: host.stderr.isTTY === true, print, onUnwritten })
  stopOnSignal(app, host)
  return `jobdouble ready on ${url}`
}
