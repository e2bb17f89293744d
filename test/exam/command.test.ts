import t from 'tap'
import { runCommand } from '../../src/exam/index.ts'

const node = (script: string) => [process.execPath, '-e', script]
const forever = 'setInterval(() => {}, 1000)'
/** Without NODE_OPTIONS, by which tap follows every Node process. */
const env = { PATH: process.env.PATH, MINE: 'yes' }
const running = () => new AbortController().signal

/** Whether a process exists. */
function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

t.test('the end of a command is its exit code and the end of its output', async t => {
  const script = 'console.log(process.env.MINE); console.error("x".repeat(5000) + "end"); process.exitCode = 4'
  const { exit, output = '' } = await runCommand(node(script), env, running())
  t.equal(exit, 4)
  t.match(output, /x+end/)
  t.ok(output.length <= 4000)
  t.same(await runCommand(node('console.log(process.env.MINE)'), env, running()), { exit: 0, output: 'yes' })
})

t.test('a command that a signal ends has the exit code that a shell gives it', async t => {
  t.match(await runCommand(['sh', '-c', 'kill -TERM $$'], env, running()), { exit: 143 })
})

t.test('at the limit the command is killed with the processes that it has started', async t => {
  const controller = new AbortController()
  const child = `const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "${forever}"], { stdio: "inherit" }); console.log(pid); ${forever}`
  const run = runCommand(node(`${child}; setTimeout(() => process.kill(process.ppid, "SIGUSR2"), 100)`), env, controller.signal)
  await new Promise(resolve => process.once('SIGUSR2', resolve))
  controller.abort()
  const { exit, output } = await run
  t.equal(exit, 137)
  while (isAlive(Number(output))) await new Promise(resolve => setImmediate(resolve))
})

t.test('what a command leaves running when it ends is killed', async t => {
  const script = `const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "${forever}"], { stdio: "inherit" }); console.log(pid); process.exit(0)`
  const { exit, output } = await runCommand(node(script), env, running())
  t.equal(exit, 0)
  while (isAlive(Number(output))) await new Promise(resolve => setImmediate(resolve))
})

t.test('a command that cannot be started is rejected', async t => {
  const aborted = new AbortController()
  const run = runCommand(['no-such-program'], env, aborted.signal)
  aborted.abort()
  await t.rejects(run, { code: 'ENOENT' })
  await t.rejects(runCommand([], env, running()))
})
