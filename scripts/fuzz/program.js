import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { processorTime } from '../../bench/processor.js'

/**
 * Starts the program under test. `died` is called with the cause when the program ends without being stopped, `complained` with a
 * summary of each error in its log: the program logs at that level only what is a defect. Throws if the program does not start.
 */
export async function startProgram (file, { died, complained }) {
  const child = spawn(process.execPath, [file, '--port', '0', '--log-level', 'error'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let isRunning = false
  let rest = ''
  const said = []
  child.stderr.setEncoding('utf8').on('data', text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    for (const line of lines) {
      said.push(line)
      if (line.startsWith('{')) complained(summaryOf(line))
    }
    said.splice(0, said.length - 20)
  })
  child.on('close', (code, signal) => {
    process.off('exit', kill)
    if (isRunning) died(`${signal ?? `exit code ${code}`}: ${causeIn([...said, rest])}`)
  })

  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
  if (typeof line !== 'object') throw new Error(`${file} did not start: ${causeIn([...said, rest])}`)
  isRunning = true
  return {
    url: /http\S+/.exec(line)[0],
    /** The processor time it has used, in ms: a wait for a busy machine is not its fault. Without /proc, all time counts. */
    worked: () => existsSync(`/proc/${child.pid}/stat`) ? processorTime(child.pid) / 1000 : performance.now(),
    kill,
    stop: async () => {
      isRunning = false
      if (child.exitCode !== null || child.signalCode !== null) return
      kill()
      await once(child, 'close')
    }
  }
}

function summaryOf (line) {
  try {
    const { msg, err } = JSON.parse(line)
    return `${msg}: ${causeIn((err?.stack ?? '').split('\n'))}`
  } catch {
    return line.slice(0, 200)
  }
}

/** The error in a stack trace, and the first two frames that name a file. */
function causeIn (lines) {
  const error = lines.findIndex(line => /^\w*(Error|FATAL)\b/.test(line))
  if (error === -1) return lines.join(' ').slice(0, 200)
  const frames = lines.slice(error).map(line => /^ {4}at (\S+) \((?:.*\/)?(.+\.\w+:\d+):\d+\)$/.exec(line))
  const places = frames.filter(frame => frame !== null).slice(0, 2)
  return [lines[error].slice(0, 160), ...places.map(([, name, place]) => `${name} (${place})`)].join(' < ')
}
