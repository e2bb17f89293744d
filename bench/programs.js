// Starts and stops the measured programs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts a program that prints its URL on its first line. */
export async function serve (args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { url: /http\S+/.exec(line)[0], pid: child.pid, stop }
}

export function median (values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
