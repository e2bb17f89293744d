import { JobdoubleError } from '../error.ts'
import type { CallOptions, Signal } from '../request.ts'
import type { Env, Sandbox, SandboxOptions } from '../sandbox.ts'
import type { Provider, ProviderName } from '../words.ts'
import { whyNotApplicable } from './applicable.ts'
import { judge, type Run } from './judge.ts'
import { later, stopwatch, toLimit } from './real-time.ts'
import type { ExamResult, ScenarioResult } from './result.ts'
import { advanceAfterPolls, prepare } from './sandbox.ts'
import { toInvalid, type Scenario } from './scenario.ts'
import { standardPlan } from './standard.ts'
import type { ProviderTraits } from './traits.ts'

/** What `run` receives in addition to the environment variables. */
export interface RunContext {
  /** The name of the scenario. */
  scenario: string
  /** Aborted at the limit, and with the exam. */
  signal: Signal & { addEventListener (type: 'abort', listener: () => void): void }
}

/** How a program ended. */
export interface RunEnd { exit: number, output?: string | undefined }

export interface ExamOptions extends CallOptions {
  /** The provider that the client uses: a built-in one, or one of the server that `start` has started. */
  provider: ProviderName
  /**
   * Runs the client under test with these environment variables. It has succeeded if it resolves, unless with another `exit` than 0,
   * and has failed if it rejects.
   */
  run (env: Env, context: RunContext): Promise<RunEnd | unknown>
  /** Scenarios, or names of the standard ones; all of the standard ones if missing. */
  scenarios?: ReadonlyArray<Scenario | string> | undefined
  /** Called after each scenario. */
  onResult?: ((result: ScenarioResult) => void) | undefined
}

/** Creates a sandbox in a double. */
type CreateSandbox = (options: SandboxOptions) => Promise<Sandbox>

/**
 * Runs a client through scenarios, one after the other, each in a sandbox of its own. `known`: what each provider declares. Throws
 * INVALID_SCENARIO, PROVIDER_UNKNOWN.
 */
export async function holdExam (
  createSandbox: CreateSandbox, known: Readonly<Record<string, ProviderTraits>>, options: ExamOptions
): Promise<ExamResult> {
  const { scenarios = standardPlan.scenarios, onResult, signal } = options
  const chosen = scenarios.map(scenario => typeof scenario === 'string' ? find(scenario) : scenario)
  const traits = known[options.provider]
  if (traits === undefined) throw toUnknown(options.provider)
  // the types of the client know the names of the built-in providers only
  const provider = options.provider as Provider
  const results: ScenarioResult[] = []
  for (const scenario of chosen) {
    signal?.throwIfAborted()
    const reason = whyNotApplicable(scenario, provider, traits)
    const result = reason === undefined
      ? await runScenario(createSandbox, scenario, { ...options, provider, traits })
      : skip(scenario, reason)
    results.push(result)
    onResult?.(result)
  }
  const applicable = results.filter(({ verdict }) => verdict !== 'not applicable')
  return { ok: applicable.length > 0 && applicable.every(({ verdict }) => verdict === 'passed'), provider, results }
}

/** The options of an exam, with what its provider declares. */
interface Examination extends ExamOptions { provider: Provider, traits: ProviderTraits }

async function runScenario (createSandbox: CreateSandbox, scenario: Scenario, options: Examination): Promise<ScenarioResult> {
  const { name, clock: { rate = 1, advance } = {}, limit = '30s' } = scenario
  const { provider, traits, signal } = options
  const time = toLimit(limit, name)
  await using sandbox = await createSandbox({ seed: name, signal, clock: toClock(rate, advance) })
  const faults = await prepare(sandbox, scenario, provider, traits)
  const stop = advance === undefined ? undefined : await advanceAfterPolls(sandbox, advance, traits)
  const end = await runClient(sandbox.env, name, time, options)
  await stop?.()
  const now = async (fault: { id: string }) => await sandbox.faults.get(fault)
  const run: Run = {
    ...end,
    limit: String(limit),
    faults: await Promise.all(faults.map(now)),
    report: await sandbox.report.get()
  }
  return judge(scenario, provider, run)
}

function toClock (rate: number, advance: unknown): SandboxOptions['clock'] {
  if (advance !== undefined) return { mode: 'frozen' }
  return rate === 1 ? { mode: 'real' } : { mode: 'scaled', rate }
}

/** Runs the client until it ends, but not longer than `limit` ms. */
async function runClient (
  env: Env,
  scenario: string,
  limit: number,
  { run, signal }: ExamOptions
): Promise<Pick<Run, 'exit' | 'duration' | 'output'>> {
  const controller = new AbortController()
  const time = stopwatch()
  const stopped = new Promise<undefined>(resolve => controller.signal.addEventListener('abort', () => resolve(undefined)))
  const cancel = later(limit, () => controller.abort())
  const end = await Promise.race([toEnd(run, env, { scenario, signal: controller.signal }), stopped])
  cancel()
  signal?.throwIfAborted()
  return { exit: end?.exit ?? null, output: end?.output ?? '', duration: time() }
}

async function toEnd (run: ExamOptions['run'], env: Env, context: RunContext): Promise<RunEnd> {
  try {
    const { exit = 0, output = '' } = (await run(env, context) ?? {}) as Partial<RunEnd>
    return { exit, output }
  } catch (error) {
    return { exit: 1, output: String((error as Error | undefined)?.message ?? error) }
  }
}

function skip ({ name, description = '' }: Scenario, reason: string): ScenarioResult {
  const verdict = 'not applicable'
  return {
    scenario: name,
    description,
    verdict,
    reasons: [`${reason}.`],
    exit: null,
    duration: 0,
    requests: 0,
    fired: [],
    violations: [],
    output: ''
  }
}

function find (name: string): Scenario {
  const { scenarios } = standardPlan
  const scenario = scenarios.find(scenario => scenario.name === name)
  if (scenario !== undefined) return scenario
  throw toInvalid(
    JSON.stringify(name),
    `no standard scenario has this name; use one of ${scenarios.map(({ name }) => name).join(', ')}`,
    'scenarios'
  )
}

function toUnknown (provider: string): JobdoubleError {
  const message = `the client does not know the provider ${provider}; run the exam on a server that start({ providers }) has ` +
    'started, or with jobdouble exam --provider FILE, without --url'
  return new JobdoubleError(message, { code: 'PROVIDER_UNKNOWN', field: 'provider' })
}
