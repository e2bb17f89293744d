// The servers that are compared, each as its documentation starts it, with one job of Waveline: GET /api/v1/jobs/job-1.
// Prism and Mockoon respond from the contract; the others with the same body as jobdouble.
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveIn, hasProgram, install } from './packages.js'

export const path = '/api/v1/jobs/job-1'

const job = {
  id: 'job-1',
  createdAt: '2026-01-01T00:00:00.000Z',
  status: 'RUNNING',
  type: 'EXTRACT_DOCUMENT',
  pages: 1,
  fileName: 'document.pdf',
  result: null,
  urls: { get: `http://127.0.0.1:5627${path}` }
}
const contract = 'openapi/waveline.yaml'
const node = process.execPath

/** The contenders that can be started here: each has a name and a command with the port to listen on. Says which are skipped, and why. */
export function findContenders () {
  const folder = mkdtempSync(join(tmpdir(), 'contenders-'))
  const write = (name, value) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(value))
    return file
  }
  const settings = write('jobdouble.json', { jobs: [{ provider: 'waveline', id: job.id, lifecycle: 'stuck' }], faults: [{ match: { operation: 'julep.createExecution' }, then: { status: 503 } }] })
  const body = write('body.json', job)

  const own = {
    jobdouble: port => [node, 'dist/cli.js', '--port', port, '--config', settings, '--log-level', 'warn'],
    'node:http': port => [node, 'bench/contenders/bare/http.js', port, body],
    'bare Fastify': port => [node, 'bench/contenders/bare/fastify.js', port, body]
  }
  const packages = {
    Prism: ['@stoplight/prism-cli', at => port => [node, `${at}/dist/index.js`, 'mock', '--multiprocess', 'false', '--verboseLevel', 'warn', '--port', port, contract]],
    'Mockoon CLI': ['@mockoon/cli', at => port => [node, `${at}/bin/run.js`, 'start', '--data', contract, '--port', port, '--disable-log-to-file']],
    'json-server': ['json-server', at => {
      const [data, routes] = [write('db.json', { jobs: [job] }), write('routes.json', { '/api/v1/*': '/$1' })]
      return port => [node, `${at}/lib/cli/bin.js`, '--quiet', '--port', port, '--routes', routes, data]
    }],
    WireMock: ['wiremock', at => {
      mkdirSync(join(folder, 'mappings'))
      write('mappings/job.json', { request: { method: 'GET', urlPath: path }, response: { status: 200, headers: { 'content-type': 'application/json' }, jsonBody: job } })
      // its journal has no limit by default; this is that of jobdouble
      return port => ['java', '-jar', archiveIn(at), '--port', port, '--root-dir', folder, '--disable-banner', '--max-request-journal-entries', '10000']
    }],
    mountebank: ['@mbtest/mountebank', at => port => {
      const response = { is: { statusCode: 200, headers: { 'content-type': 'application/json' }, body: job } }
      const imposters = write('imposters.json', { imposters: [{ protocol: 'http', port, stubs: [{ predicates: [{ equals: { path } }], responses: [response] }] }] })
      // the program itself listens on a port of its own, the imposter on `port`
      return [node, `${at}/bin/mb`, 'start', '--port', String(Number(port) + 500), '--configfile', imposters, '--pidfile', join(folder, 'mb.pid'), '--nologfile', '--loglevel', 'error']
    }]
  }
  const found = Object.entries(own).map(([name, command]) => ({ name, command }))
  for (const [name, [packageName, toCommand]] of Object.entries(packages)) {
    const at = name === 'WireMock' && !hasProgram('java') ? undefined : install(packageName)
    if (at === undefined) console.log(`${name} is skipped: it cannot be ${name === 'WireMock' ? 'started without Java, or ' : ''}installed`)
    else found.push({ name, command: toCommand(at) })
  }
  return found
}
