import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import suite, { type Test } from 'tap'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A command as a user runs it: without NODE_OPTIONS, by which tap follows every Node process. The program starts in half the time, and its
 * coverage adds nothing: src is covered by the tests that load it.
 */
export function asUser (command: string, args: readonly string[]): [string, string[]] {
  return ['env', ['-u', 'NODE_OPTIONS', command, ...args]]
}

export interface Run {
  child: ChildProcess
  /** What came so far. */
  output: { stdout: string, stderr: string }
  /** Resolves with the exit code once the process and its streams have ended. */
  ended: Promise<number | null>
}

/** Runs the built program, as a user has it; it is killed at the end of the test if it still lives. `descriptors`: how many it may have open. */
export function run (t: Test, args: readonly string[], environment: NodeJS.ProcessEnv = {}, descriptors?: number): Run {
  const [command, ...rest] = [...descriptors === undefined ? [] : ['sh', '-c', 'ulimit -n "$0"; exec "$@"', String(descriptors)], process.execPath, 'dist/cli.js', ...args] as [string, ...string[]]
  const child = spawn(...asUser(command, rest), { cwd: root, env: { ...process.env, ...environment } })
  t.teardown(() => { child.kill('SIGKILL') })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', data => { output.stdout += data })
  child.stderr.on('data', data => { output.stderr += data })
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) }
}

export interface Running extends Run { url: string }

/** Starts a double on a free port and waits for its ready line. */
export async function serve (t: Test, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}, descriptors?: number): Promise<Running> {
  const process = run(t, ['--port', '0', ...args], environment, descriptors)
  while (!process.output.stdout.includes('\n')) await Promise.race([once(process.child.stdout!, 'data'), process.ended])
  const [, url] = /^jobdouble ready on (\S+)\n/.exec(process.output.stdout) ?? []
  if (url === undefined) throw new Error(`no ready line: ${process.output.stdout}${process.output.stderr}`)
  return { ...process, url }
}

const shared = new Map<string, Promise<Running>>()

/**
 * Starts a program that all tests of this process share, because a start takes longer than most tests: each test has sandboxes of its own in it.
 * A test that stops the program or reads its output starts its own with `serve`.
 */
export async function share (args: readonly string[] = ['--clock', 'frozen', '--seed', '1']): Promise<string> {
  const key = args.join(' ')
  let program = shared.get(key)
  if (program === undefined) {
    program = serve(suite, args)
    shared.set(key, program)
    const { child } = await program
    process.once('exit', () => { child.kill('SIGKILL') })
  }
  const { url, child } = await program
  // it does not keep this process alive, and is killed when this process exits
  child.unref()
  for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref()
  return url
}

let sandboxes = 0

/** The URL of a sandbox that no other test uses, in a shared program. */
export async function sandbox (args?: readonly string[]): Promise<string> {
  return `${await share(args)}/@e2e-${++sandboxes}`
}

/** Runs a command to its end and returns its exit code and its output. */
export async function execute (command: string, ...args: string[]): Promise<{ code: number, stdout: string, all: string }> {
  const child = spawn(...asUser(command, args), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', all: '' }
  child.stdout.on('data', data => {
    output.stdout += data
    output.all += data
  })
  child.stderr.on('data', data => { output.all += data })
  const [code] = await once(child, 'close')
  return { code, ...output }
}
