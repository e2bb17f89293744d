// The service under test: it starts work at Julep and polls the job until it has finished. It does not depend on jobdouble.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const { PORT, JULEP_BASE_URL, JULEP_API_KEY, POLL_MS = '500' } = process.env
const task = '11111111-2222-4333-8444-555555555555'
const states = new Map()

async function julep (path, init) {
  const response = await fetch(`${JULEP_BASE_URL}${path}`, { ...init, headers: { authorization: `Bearer ${JULEP_API_KEY}`, 'content-type': 'application/json' } })
  if (!response.ok) throw new Error(`Julep responded ${response.status}`)
  return await response.json()
}

async function poll (job) {
  const { state } = await julep(`/jobs/${job}`)
  states.set(job, state)
  if (['pending', 'in_progress', 'retrying'].includes(state)) setTimeout(() => poll(job).catch(() => states.set(job, 'unknown')), Number(POLL_MS))
}

const server = createServer(async (request, response) => {
  const respond = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const job = request.url.replace('/work/', '')
  try {
    if (request.url === '/health') return respond(200, 'ok')
    if (states.has(job)) return respond(200, { state: states.get(job) })
    if (request.url !== '/work') return respond(404, { error: 'not found' })
    const { metadata } = await julep(`/tasks/${task}/executions`, { method: 'POST', body: JSON.stringify({ input: await json(request) }) })
    await poll(metadata.jobs[0])
    respond(202, { job: metadata.jobs[0] })
  } catch ({ message }) {
    respond(502, { error: message })
  }
})
server.listen(Number(PORT), () => console.log(`service ready on http://127.0.0.1:${server.address().port}`))
process.once('SIGTERM', () => process.exit())
