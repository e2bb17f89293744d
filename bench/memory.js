// A program that reports its memory after a collection of garbage.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

// memory off the heap is returned only between two collections
const report = 'process.on("SIGUSR2", async () => { for (let count = 0; count < 3; count++) { gc(); await new Promise(resolve => setTimeout(resolve, 50)) } const { heapUsed, external, rss } = process.memoryUsage(); process.send({ used: heapUsed + external, rss }) })'

/** Starts a program that prints its URL on its first line. `memory` resolves with its bytes in use and its bytes resident. */
export async function serveMeasured (args) {
  const child = spawn(process.execPath, ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(report)}`, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const [line] = await once(child.stdout, 'data')
  return {
    url: /http\S+/.exec(line)[0],
    pid: child.pid,
    memory: async () => {
      child.kill('SIGUSR2')
      const [memory] = await once(child, 'message')
      return memory
    },
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    }
  }
}

export function show ({ used, rss }) {
  return `${(used / 2 ** 20).toFixed(1)} MB in use, ${(rss / 2 ** 20).toFixed(0)} MB resident`
}
