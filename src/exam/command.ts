import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { RunEnd } from '../client/exam/exam.ts'

/** How many characters of a command's output are kept, counted from its end. */
const mostOutput = 4000

/**
 * Runs a command in a process group of its own. The group is killed when the signal is aborted, and when the command has ended, so that
 * none of its processes is left. Rejects if the command cannot be started.
 */
export async function runCommand (
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal
): Promise<RunEnd> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const kill = () => killGroup(child.pid)
    let output = ''
    const keep = (data: Buffer) => { output = (output + data.toString()).slice(-mostOutput) }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    signal.addEventListener('abort', kill)
    child.once('error', reject)
    child.once('exit', kill)
    child.once('close', (code, name) => {
      signal.removeEventListener('abort', kill)
      // a shell reports the signal that ended a command in the same way
      resolve({ exit: code ?? 128 + constants.signals[name!], output: output.trim() })
    })
  })
}

function killGroup (pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // all processes of the group have ended
  }
}
