import { version } from '../assets.ts'
import { connect } from '../client/double.ts'
import { withBuiltIn, type Provider } from '../providers/index.ts'
import { InvalidOption, loadProviders, type Options } from '../start/index.ts'
import { readCommandLine, readModules, UsageError } from './command-line.ts'
import { completion } from './completion.ts'
import { env } from './env.ts'
import type { ExamFlags } from './exam.ts'
import { helpText } from './help.ts'
import { healthcheck } from './healthcheck.ts'
import type { Result } from './report.ts'
import { serve, type Configuration, type Host } from './serve.ts'

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
  const { modules, known, commandLine } = await readAll(args, environment)
  const { command } = commandLine
  if (commandLine.settings === undefined) return succeed(command === 'help' ? helpText() : version)
  const { settings, file, flags = {}, rest = [], warnings } = commandLine
  for (const warning of warnings) host.stderr.write(`jobdouble: warning: ${warning}\n`)
  // the same arguments, which name a command that has settings
  const reread = async () => (await readAll(args, environment)).commandLine as Configuration
  switch (command) {
    case 'healthcheck': return succeed(await healthcheck(settings))
    case 'completion': return succeed(completion(rest[0]))
    case 'env': return succeed(env(settings, flags, known))
    case 'report': return await (await import('./report.ts')).report(settings, flags, environment, text => host.stderr.write(text))
    case 'exam': return await (await import('./exam.ts')).exam(settings, withName(flags, modules), rest, environment, host)
    case 'serve': return succeed(toReady(await serve({ settings, file }, host, flags.watch === undefined ? undefined : reread)))
    case 'demo': {
      const url = await serve({ settings, file }, host)
      return succeed(`${toReady(url)}\n${await demo(url, settings)}`)
    }
    default: throw new UsageError(`there is no command ${JSON.stringify(command)}; jobdouble --help lists all commands and options`)
  }
}

/** Loads the modules of providers, and reads the command line with these. */
async function readAll (args: readonly string[], environment: NodeJS.ProcessEnv) {
  const modules = await loadProviders(readModules(args, environment))
  const known = withBuiltIn([...modules.values()])
  return { modules, known, commandLine: readCommandLine(args, environment, known) }
}

/** The flags of `exam` with the name of the provider in place of its module. The last one given counts. */
function withName ({ provider, ...flags }: ExamFlags, modules: ReadonlyMap<string, Provider>): ExamFlags {
  const given = provider?.split(',').at(-1)
  return given === undefined ? flags : { ...flags, provider: modules.get(given)?.name ?? given }
}

/** Lets clients of all providers play in a sandbox of the server at `url`. Returns the line that says where to look. */
async function demo (url: string, { controlToken }: Pick<Options, 'controlToken'>): Promise<string> {
  const sandbox = await connect(url, { token: controlToken || undefined }).sandbox('play', { scene: 'demo' })
  return `clients of all providers play for two minutes: open ${sandbox.url}/`
}

/** The ready line, which other programs read. */
function toReady (url: string): string {
  return `jobdouble ready on ${url}`
}

function succeed (text: string): Result {
  return { text, code: 0 }
}
