// The program under test, and its memory, handles and event-loop delay.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs in the program: on SIGUSR2 it collects garbage and reports. */
const probe = `
import { monitorEventLoopDelay } from 'node:perf_hooks'
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.on('SIGUSR2', () => {
  const [p99, most] = [delay.percentile(99) / 1e6, delay.max / 1e6]
  gc()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send({ heap: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20, handles: process.getActiveResourcesInfo().length, p99, most })
  // without the collection above
  setImmediate(() => delay.reset())
})`

/** Starts the built program; `measure` resolves with its figures, `log` has what it has written to stderr. */
export async function startProgram (args) {
  const child = spawn(process.execPath, ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(probe)}`, 'dist/cli.js', '--port', '0', '--log-level', 'error', ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', text => { log += text })
  const ended = once(child, 'exit').then(([code, signal]) => {
    process.off('exit', kill)
    return code ?? signal
  })
  const line = await Promise.race([once(child.stdout, 'data').then(([data]) => String(data)), ended])
  if (typeof line !== 'string' || !line.includes('http')) throw new Error(`the program does not start: ${log}`)
  return {
    url: /http\S+/.exec(line)[0],
    ended,
    kill: signal => child.kill(signal),
    log: () => log,
    measure: async () => {
      child.kill('SIGUSR2')
      const [figures] = await once(child, 'message')
      return figures
    }
  }
}
