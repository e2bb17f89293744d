// How the program stops: by SIGTERM under load it loses no request that it has accepted, and by SIGKILL it leaves its snapshot file whole.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { request, Agent } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram } from './meter.js'

/** Sends SIGTERM while 20 clients create jobs. The jobs in the snapshot are exactly those whose creation was responded to. */
export async function stopsWithoutLoss () {
  const file = join(mkdtempSync(join(tmpdir(), 'soak-')), 'snapshot.json')
  const program = await startProgram(['--snapshot', file, '--max-jobs', '1000000'])
  const created = new Set()
  let isStopping = false
  const work = async client => {
    // half of the clients keep their connection
    const agent = new Agent({ keepAlive: client % 2 === 0 })
    for (let number = 0; ; number++) {
      const id = `job-${client}-${number}`
      const status = await create(program.url, agent, id)
      if (status === 201) created.add(id)
      else if (isStopping) return
      else throw new Error(`creating a job: ${status}`)
    }
  }
  const clients = Array.from({ length: 20 }, (_, client) => work(client))
  await sleep(1000)
  isStopping = true
  program.kill('SIGTERM')
  assert.equal(await program.ended, 0, program.log())
  await Promise.all(clients)
  const kept = new Set(JSON.parse(readFileSync(file, 'utf8')).jobs.items.map(({ id }) => id))
  const lost = [...created].filter(id => !kept.has(id))
  const silent = [...kept].filter(id => !created.has(id))
  assert.deepEqual({ lost, silent }, { lost: [], silent: [] })
  return created.size
}

/**
 * Kills the program at different moments of writing its snapshot. The file is the one before or the new one, and can be loaded. Returns how
 * often it is the new one.
 */
export async function survivesKill (times) {
  const file = join(mkdtempSync(join(tmpdir(), 'soak-')), 'snapshot.json')
  const sizes = []
  let writing = 0
  for (let round = 0; round < times; round++) {
    const program = await startProgram(['--snapshot', file, '--max-jobs', '1000000', '--max-job-bytes', '1000000000'])
    const before = (await (await fetch(`${program.url}/__admin/sandbox`)).json()).jobs
    assert.equal(before, sizes.at(-1)?.kept ?? 0, 'the file does not have the jobs that it had')
    const agent = new Agent({ keepAlive: true })
    for (let number = 0; number < 300; number++) await create(program.url, agent, `job-${round}-${number}`, { text: 'x'.repeat(10_000) })
    agent.destroy()
    const began = performance.now()
    program.kill('SIGTERM')
    // the first round writes the file whole, which shows how long that takes
    if (round > 0) {
      await sleep(writing * 1.5 * round / times)
      program.kill('SIGKILL')
    }
    await program.ended
    if (round === 0) writing = performance.now() - began
    const kept = JSON.parse(readFileSync(file, 'utf8')).jobs.items.length
    assert([before, before + 300].includes(kept), `${kept} jobs in the file, ${before} before`)
    sizes.push({ before, kept })
  }
  return sizes.filter(({ before, kept }) => before !== kept).length
}

/** Creates a job. Returns the status; 0 if there was no response. */
async function create (url, agent, id, input) {
  try {
    const outgoing = request(`${url}/__admin/jobs`, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
    const [response] = await once(outgoing.end(JSON.stringify({ provider: 'waveline', id, input })), 'response')
    await once(response.resume(), 'end')
    return response.statusCode
  } catch {
    return 0
  }
}
