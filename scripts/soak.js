// Runs the built program for minutes under mixed traffic: jobs of all providers, faults, resets, snapshots, clients that die, event readers,
// sandboxes that expire. Prints its memory, handles and event-loop delay every ten seconds:
//
//   node scripts/soak.js [--minutes 10] [--width 12]
//
// Fails if they are not flat at the end, a job is not accounted for, a response is a 5xx that no fault asked for, or a defect is logged.
// Afterwards SIGTERM under load must lose no request, and SIGKILL must leave the snapshot file whole.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { traffic } from './soak/client.js'
import { startProgram } from './soak/meter.js'
import { jobs, runSession } from './soak/sessions.js'
import { stopsWithoutLoss, survivesKill } from './soak/stop.js'

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, width: { type: 'string', default: '12' } } })
const duration = Number(options.minutes) * 60_000
const ttl = 5000

const program = await startProgram(['--sandbox-ttl', `${ttl}ms`, '--max-requests', '500', '--max-sandboxes', '200'])
const [began, figures, failures] = [performance.now(), [], []]
let sessions = 0
const isRunning = () => performance.now() - began < duration && failures.length < 10

async function work () {
  while (isRunning()) {
    const number = sessions++
    await runSession(program.url, number, ttl).catch(error => failures.push(`session ${number}: ${error.message}`))
  }
}

async function measure () {
  for (let next = 10_000; next <= duration; next += 10_000) {
    await sleep(Math.max(0, began + next - performance.now()))
    if (!isRunning() && next < duration) return
    const figure = await program.measure()
    figures.push(figure)
    const { heap, rss, handles, p99, most } = figure
    console.log(`${String(next / 1000).padStart(4)} s  heap ${heap.toFixed(1)} MB  resident ${rss.toFixed(0)} MB  handles ${handles}  event-loop delay p99 ${p99.toFixed(0)} ms, most ${most.toFixed(0)} ms  ` +
      `sessions ${sessions}  requests ${traffic.requests}  jobs ${jobs.started}`)
  }
}

await Promise.all([measure(), ...Array.from({ length: Number(options.width) }, work)])
const { started, ended, reset, expired } = jobs
console.log(`${started} jobs were started: ${ended} have ended, ${reset} were reset, ${expired} have expired with their sandbox; ${traffic.lost} of ${traffic.requests} requests lost their connection`)
for (const failure of failures) console.log(failure)

program.kill('SIGTERM')
assert.equal(await program.ended, 0)
assert.equal(program.log(), '', 'the program logs nothing at the level error')
assert.deepEqual(traffic.defects, [], 'no 5xx that no fault asked for')
assert.equal(failures.length, 0, `${failures.length} sessions failed`)
assert.equal(started, ended + reset + expired, 'every job is accounted for')
mustBeFlat('heap', 1.1)
mustBeFlat('handles', 1.3)
mustBeFlat('p99', 2)

console.log(`SIGTERM under load: all of ${await stopsWithoutLoss()} requests that were accepted are in the snapshot`)
console.log(`SIGKILL: the snapshot file was whole each of 10 times, ${await survivesKill(10)} times the new one`)

/** The median of the last third is at most `factor` times that of the third before. */
function mustBeFlat (name, factor) {
  const third = Math.floor(figures.length / 3)
  if (third === 0) return
  const medianOf = rows => rows.map(row => row[name]).toSorted((a, b) => a - b)[rows.length >> 1]
  const [middle, last] = [medianOf(figures.slice(-2 * third, -third)), medianOf(figures.slice(-third))]
  console.log(`${name}: ${middle.toFixed(1)}, at the end ${last.toFixed(1)}: ${(last / middle).toFixed(2)} times`)
  assert(last <= middle * factor, `${name} is not flat`)
}
