// What libraries that retry do when a service fails, as the report sees it: prints the table in docs/report.md. node scripts/retry-libraries.js
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { start } from '../dist/index.js'

const versions = { 'p-retry': '6.2.1', 'async-retry': '1.3.3', got: '14.4.5', ky: '1.7.5', axios: '1.7.9', 'axios-retry': '4.5.0', undici: '6.21.1' }
const folder = process.env.RETRY_LIBRARIES ?? install()
/** The default export, which some packages keep within that of CommonJS. */
const load = async name => {
  const { default: loaded } = await import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)))
  return loaded.default ?? loaded
}
const headers = { authorization: 'Bearer k' }
const document = { fileName: 'a.pdf', contentType: 'application/pdf', url: 'http://localhost/a.pdf' }

function install () {
  const folder = mkdtempSync(join(tmpdir(), 'retry-libraries-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', ...packages], { stdio: 'ignore' })
  return folder
}

const mustBeGood = response => {
  if (!response.ok) throw new Error(String(response.status))
}
const send = async (url, body) => mustBeGood(await fetch(url, body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, method: 'POST', body: JSON.stringify(body) }))

/** Each with its defaults, which a user gets who reads no further. */
const clients = {
  'p-retry': async (url, body) => (await load('p-retry'))(() => send(url, body).catch(error => { throw new Error(error.message) }), { retries: 3 }),
  'async-retry': async (url, body) => (await load('async-retry'))(() => send(url, body), { retries: 3 }),
  got: async (url, body) => (await load('got'))(url, { headers, ...body && { method: 'POST', json: body } }),
  ky: async (url, body) => (await load('ky'))(url, { headers, ...body && { method: 'POST', json: body } }),
  'axios-retry': async (url, body) => {
    const client = (await load('axios')).create()
    ;(await load('axios-retry'))(client)
    await client.request({ url, headers, ...body && { method: 'POST', data: body } })
  },
  'undici RetryAgent': async (url, body) => {
    const { Agent, RetryAgent, request } = await load('undici')
    const { statusCode, body: text } = await request(url, { dispatcher: new RetryAgent(new Agent()), headers: { ...headers, 'content-type': 'application/json' }, ...body && { method: 'POST', body: JSON.stringify(body) } })
    await text.dump()
    if (statusCode !== 200) throw new Error(String(statusCode))
  }
}

const poll = { operation: 'waveline.getJob' }
const situations = {
  '429, 2 s': { match: poll, when: { first: 1 }, then: { status: 429, retryAfter: '2s' } },
  '429, date': { match: poll, when: { first: 1 }, then: { status: 429, retryAfter: { date: '3s' } } },
  '503 twice': { match: poll, when: { first: 2 }, then: { status: 503 } },
  reset: { match: poll, when: { first: 1 }, then: { connection: 'reset' } },
  'create, reply lost': { match: { operation: 'waveline.guessShape' }, when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }
}

const double = await start({ clock: 'real' })
const rows = await Promise.all(Object.entries(clients).map(async ([name, client]) => [name, ...await Promise.all(Object.keys(situations).map(situation => observe(client, situation)))]))
const toRow = cells => `| ${cells.join(' | ')} |`
console.log([toRow(['library', ...Object.keys(situations)]), toRow(['---', ...Object.keys(situations).map(() => '---')]), ...rows.map(toRow)].join('\n'))
await double.close()
process.exit()

/** `succeeds after 2.0 s`, with the rules of severity error and warning that are violated. */
async function observe (client, situation) {
  const sandbox = await double.sandbox()
  await sandbox.jobs.create({ provider: 'waveline', id: 'job' })
  await sandbox.faults.create(situations[situation])
  const isCreate = situation.startsWith('create')
  const limit = new Promise((resolve, reject) => setTimeout(reject, 20_000))
  const attempt = client(`${sandbox.url}/api/v1/${isCreate ? 'guess-shape' : 'jobs/job'}`, isCreate ? document : undefined)
  const end = await Promise.race([attempt, limit]).then(() => 'succeeds', () => 'fails')
  const requests = (await sandbox.requests.list()).items
  if (requests.length === 0) throw new Error(`${situation}: the client sent no request`)
  const times = requests.map(({ realAt }) => Date.parse(realAt)).sort((one, other) => one - other)
  const pauses = times.slice(1).map((time, index) => `${((time - times[index]) / 1000).toFixed(1)} s`)
  const rules = (await sandbox.report.get()).findings.filter(({ verdict, severity }) => verdict === 'violated' && severity !== 'info').map(({ rule }) => `\`${rule}\``)
  return [end, pauses.length === 0 ? 'no retry' : `retries after ${pauses.join(', ')}`, ...rules].join('; ')
}
