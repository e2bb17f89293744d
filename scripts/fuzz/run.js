import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram } from './program.js'
import { sandboxes } from './requests.js'
import { send } from './send.js'
import { ids } from './values.js'

/** How long `/health` may take before the program counts as dead, in ms. */
const hung = 30_000

/**
 * Sends the requests at the given indexes, `concurrency` at a time, and polls `/health` meanwhile. Restarts the program when it dies.
 * `longestWork`: how long the program may work before it responds to `/health`, in ms of processor time.
 * `failed` is called with `{ kind, cause, suspects }`; the suspects are the requests that may have caused it, the likeliest last.
 */
export async function run ({ file, indexes, draw, concurrency, longestWork, failed }) {
  const figures = { sent: 0, unanswered: 0, statuses: {}, slowest: { ms: 0 }, wait: 0, work: 0 }
  const recent = []
  const inFlight = new Set()
  const rounds = new AbortController()
  let program = await start()

  async function start () {
    const started = await startProgram(file, {
      died: cause => {
        failed({ kind: 'death', cause, suspects: [...recent, ...inFlight] })
        program = start()
      },
      complained: cause => failed({ kind: 'logged', cause, suspects: [...recent, ...inFlight] })
    })
    await populate(started.url)
    return started
  }

  async function work () {
    for (const index of indexes) {
      const request = draw(index)
      judge(request, await ask(request))
      figures.sent++
      // so that a failure after the response is not attributed to the next request
      if (concurrency === 1) await sleep(100)
    }
  }

  async function ask (request) {
    const { url } = await program
    inFlight.add(request)
    const answer = await send(url, request)
    inFlight.delete(request)
    if (answer.isRefused === true) {
      // the program has died, and the event follows
      await sleep(20)
      return await ask(request)
    }
    recent.push(request)
    recent.splice(0, recent.length - 40)
    return answer
  }

  function judge (request, { status, headers, text, ms }) {
    if (status === undefined) {
      if (request.hangsUp !== true) figures.unanswered++
      return
    }
    figures.statuses[status] = (figures.statuses[status] ?? 0) + 1
    if (ms > figures.slowest.ms) figures.slowest = { ms, request }
    if (status < 500 || isExpected(request, status, headers)) return
    failed({ kind: status, cause: `${request.operation.name}: ${text.slice(0, 120)}`, suspects: [request] })
  }

  async function askHealth () {
    while (!rounds.signal.aborted) {
      const { url, kill, worked } = await program
      const suspects = new Set(inFlight)
      const [began, before] = [performance.now(), worked()]
      const timer = setTimeout(kill, hung)
      setTimeout(() => { for (const request of inFlight) suspects.add(request) }, 50)
      await fetch(`${url}/health`).then(answer => answer.text()).catch(() => {})
      clearTimeout(timer)
      figures.wait = Math.max(figures.wait, performance.now() - began)
      const ms = Math.min(worked() - before, performance.now() - began)
      figures.work = Math.max(figures.work, ms)
      const seconds = 2 ** Math.floor(Math.log2(ms / 1000))
      if (ms > longestWork) failed({ kind: 'wait', cause: `/health took more than ${seconds} s`, suspects: [...suspects] })
      await sleep(20)
    }
  }

  const health = askHealth()
  await Promise.all(Array.from({ length: concurrency }, work))
  // for what is thrown after the last response
  await sleep(200)
  rounds.abort()
  await health
  await (await program).stop()
  return figures
}

/** Whether a 5xx is the response of a fault rule, a documented limit (507), or a 500 of Starfish's observed dialect. */
function isExpected ({ path }, status, headers) {
  return headers['x-jobdouble-fault'] !== undefined || status === 507 || (status === 500 && /(^|[^i])\/v1\//.test(path))
}

const headers = { 'content-type': 'application/json', authorization: 'Bearer any', 'x-api-key': 'any' }
const loop = { times: 3, steps: [{ state: 'retrying', after: { min: '1s', max: '9s' } }, { state: 'running', after: '5s' }] }

/** What each sandbox holds at first. */
const content = [
  // the observed dialect of Starfish generates data only in a project that exists
  ['POST /__admin/jobs', { provider: 'starfish', id: ids[0], input: { projectId: ids[6] } }],
  ...['immuta', 'julep', 'waveline'].map((provider, place) => ['POST /__admin/jobs', { provider, id: ids[place + 1] }]),
  ['POST /__admin/jobs', { provider: 'datasaur', id: `AutoLabelQueue:${ids[4]}` }],
  ['PUT /__admin/lifecycles/own', { steps: [{ state: 'queued' }, loop, { state: 'succeeded', after: '1s', output: { rows: 3 } }] }],
  ['POST /__admin/lifecycles/rules', { provider: 'julep', match: { input: { a: 1 } }, lifecycle: 'own', times: 1000 }],
  ['POST /__admin/faults', { match: { job: ids[9] }, when: { every: 2 }, then: { status: 503, retryAfter: '5s', body: { a: [1] } } }],
  ['POST /v1/generateData', { projectId: ids[6], prompt: 'cats', numOfRecords: 5, model: 'gpt-4o-2024-08-06' }],
  ['POST /sdd/identification', { domainId: 'a' }],
  [`POST /api/tasks/${ids[5]}/executions`, { input: { a: 1 } }],
  ['POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: 'https://example.com/a.pdf' }],
  ['POST /graphql', { query: 'mutation { createTag(input: { name: "a", teamId: "1" }) { id } }' }]
]

/** Creates the sandboxes and what they hold. Throws if the program refuses any of it. */
export async function populate (url) {
  const ask = async (operation, body) => {
    const [method, path] = operation.split(' ')
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok || text.includes('"errors":[{')) throw new Error(`${operation}: ${response.status} ${text}`)
  }
  for (const sandbox of sandboxes) {
    await ask('POST /__admin/sandboxes', sandbox)
    for (const [operation, body] of content) await ask(operation.replace(' ', ` /@${sandbox.name}`), body)
  }
}
