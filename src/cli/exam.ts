import { readFileSync, writeFileSync } from 'node:fs'
import { connect, doubleAt, type Double } from '../client/double.ts'
import { JobdoubleError } from '../client/error.ts'
import type { Plan, Scenario } from '../client/exam/scenario.ts'
import { standardPlan } from '../client/exam/standard.ts'
import type { Provider } from '../client/words.ts'
import { findScenario, formats, readPlan, runCommand, toLines, toTable, type InvalidPlan } from '../exam/index.ts'
import { startServer, type Options } from '../start/index.ts'
import { UsageError } from './command-line.ts'
import type { Host } from './serve.ts'
import type { Result } from './report.ts'
import { mustBeWord, toTarget } from './target.ts'

/** The flags of `jobdouble exam`, besides the settings. */
export interface ExamFlags { provider?: string, plan?: string, scenario?: string, url?: string, format?: string, out?: string }

/**
 * Runs a command through the scenarios of a plan, and prints a line when each scenario ends. The exit code is 3 unless every
 * applicable scenario passes. Throws UsageError.
 */
export async function exam (
  settings: Options,
  flags: ExamFlags,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  host: Host
): Promise<Result> {
  const { plan: file, scenario, format: given = 'text', out, url } = flags
  if (command.length === 0) {
    throw new UsageError('exam requires the command that runs the client, after --: jobdouble exam --provider julep -- node client.js')
  }
  const format = mustBeWord('--format', Object.keys(formats) as Array<keyof typeof formats>, given)
  const plan = file === undefined ? standardPlan : readPlanFile(file)
  const provider = toProvider(flags.provider ?? plan.provider, settings.providers.map(({ name }) => name))
  const scenarios = scenario === undefined
    ? plan.scenarios
    : scenario.split(',').map(name => withUsage('--scenario', () => findScenario(plan, name)))
  // stdout has the report card and nothing else
  const lines = format === 'text' || out !== undefined ? host.stdout : host.stderr
  await using double = url === undefined
    ? await startDouble(settings, host)
    : connect(toTarget(settings, url), { token: settings.controlToken || undefined })
  const card = await hold(double, provider, scenarios, command, environment, host, lines)
  if (out !== undefined) write(out, `${formats[format](card)}\n`)
  return { text: lines === host.stdout ? `\n${toTable(card)}` : formats[format](card), code: card.ok ? 0 : 3 }
}

/** The errors of an exam that the arguments cause. */
const usageCodes: readonly string[] = ['INVALID_SCENARIO', 'PROVIDER_UNKNOWN']

async function hold (
  double: Double,
  provider: Provider,
  scenarios: readonly Scenario[],
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  host: Host,
  lines: Host['stdout']
) {
  const controller = new AbortController()
  const { signal } = controller
  for (const name of ['SIGINT', 'SIGTERM'] as const) host.once(name, () => controller.abort(new Error(`the exam was stopped by ${name}`)))
  try {
    return await double.exam({
      provider,
      scenarios,
      signal,
      onResult: result => { lines.write(`${toLines(result)}\n`) },
      run: async (env, { scenario, signal: limit }) => {
        const stop = new AbortController()
        for (const source of [signal, limit]) source.addEventListener('abort', () => stop.abort())
        return await runCommand(command, { ...environment, ...env, EXAM_SCENARIO: scenario }, stop.signal).catch((error: Error) => {
          controller.abort(new UsageError(`${command[0]} cannot be started: ${error.message}`))
        })
      }
    })
  } catch (error) {
    throw error instanceof JobdoubleError && usageCodes.includes(error.code) ? new UsageError(error.message) : error
  }
}

/** Starts a server for the exam on a free port, with the settings of the command line. */
async function startDouble (settings: Options, { stderr }: Host): Promise<Double> {
  const print = stderr.write.bind(stderr)
  const options = { ...settings, port: 0, snapshot: '', logLevel: 'silent' as const }
  const { app, url } = await startServer(options, { isTerminal: false, print, onUnwritten: print })
  return doubleAt(url, settings.controlToken || undefined, async () => { await app.close() }, settings.providers)
}

function toProvider (given: string | undefined, served: readonly string[]): Provider {
  const [only, ...others] = served
  const name = given ?? (others.length === 0 ? only : undefined)
  if (name === undefined) throw new UsageError(`exam requires --provider, the provider of the client: one of ${served.join(', ')}`)
  // the names of the served providers are those of the client
  return mustBeWord('--provider', served, name) as Provider
}

function readPlanFile (file: string): Plan {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
  return withUsage(file, () => readPlan(text))
}

/** Rethrows InvalidPlan, the only error that reading a plan throws, as UsageError. */
function withUsage<T> (source: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new UsageError(`${source}: ${(error as InvalidPlan).message}`)
  }
}

function write (file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Error(`the report card cannot be written to ${file}: ${(error as Error).message}`)
  }
}
