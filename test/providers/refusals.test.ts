import { Type } from '@sinclair/typebox'
import t from 'tap'
import { toErrorResponse as control } from '../../src/control/map.ts'
import type { Failure } from '../../src/http/failure.ts'
import { toErrorResponse as datasaur } from '../../src/providers/datasaur/map.ts'
import { toErrorResponse as immuta } from '../../src/providers/immuta/map.ts'
import { toErrorResponse as julep } from '../../src/providers/julep/map.ts'
import { toErrorResponse as starfish } from '../../src/providers/starfish/map.ts'
import { toErrorResponse as waveline } from '../../src/providers/waveline/map.ts'
import { violationOf } from '../support/contract/contract.ts'

const issue = { path: ['name'], kind: 'type', schema: Type.String(), value: 1, message: 'must be a string' } as const

/** Every failure there is, so that none is without words anywhere. */
const failures: Failure[] = [
  { kind: 'credentials', reason: 'missing' },
  { kind: 'credentials', reason: 'expired' },
  { kind: 'malformed', message: 'Unexpected end of JSON input' },
  { kind: 'invalid', part: 'body', issues: [issue] },
  { kind: 'invalid', part: 'headers', issues: [{ ...issue, path: [] }] },
  { kind: 'too-large' },
  { kind: 'media-type', contentType: 'x' },
  { kind: 'no-route', method: 'GET', path: '/x' },
  { kind: 'wrong-method', allow: ['GET', 'POST'] },
  { kind: 'refused', code: 'STORE_FULL', status: 507, message: 'The store is full' },
  { kind: 'refused', code: 'JOB_UNKNOWN', status: 404, message: 'There is no job x in this sandbox; GET /__admin/jobs lists its jobs' },
  { kind: 'fault', status: 503 },
  { kind: 'crash' }
]

const providers = { starfish, immuta, julep, waveline, datasaur, control }

t.test('each failure has a status everywhere', async t => {
  const statuses = Object.fromEntries(Object.entries(providers).map(([name, toErrorResponse]) => [name, failures.map(failure => toErrorResponse(failure).status)]))
  t.same(statuses, {
    starfish: [401, 401, 400, 400, 400, 413, 415, 404, 404, 507, 404, 503, 500],
    immuta: [401, 401, 400, 400, 400, 413, 415, 404, 404, 507, 404, 503, 500],
    julep: [403, 403, 422, 422, 422, 413, 415, 404, 405, 507, 404, 503, 500],
    waveline: [401, 401, 400, 400, 400, 413, 415, 404, 404, 507, 404, 503, 500],
    datasaur: [200, 200, 400, 400, 400, 413, 415, 404, 405, 507, 404, 503, 500],
    control: [500, 500, 400, 400, 400, 413, 415, 404, 405, 507, 404, 503, 500]
  })
})

t.test('each has the shape that its provider gives to errors, and never tells what crashed', async t => {
  for (const failure of failures) {
    t.match(starfish(failure).body, failure.kind === 'fault' ? { message: /./ } : { error: /./ })
    t.match(waveline(failure).body, { error: /./ })
    t.match(immuta(failure).body, { statusCode: immuta(failure).status, error: /./, message: /./ })
    t.match(julep(failure).body, failure.kind === 'invalid' || failure.kind === 'malformed' ? { detail: [{ type: /./, loc: Array, msg: /./ }] } : { detail: /./ })
    t.match(datasaur(failure).body, { errors: [{ message: /./ }] })
    t.match(control(failure).body, { error: { code: /^[A-Z_]+$/, message: /./ } })
  }
})

t.test('a crash keeps the contract', async t => {
  const operations = [['starfish', starfish, 'POST', '/v1/jobStatus'], ['immuta', immuta, 'POST', '/jobs/statuses'], ['julep', julep, 'GET', '/api/jobs/:job_id'], ['waveline', waveline, 'GET', '/api/v1/jobs']] as const
  for (const [contract, toErrorResponse, method, path] of operations) {
    const { status, body } = toErrorResponse({ kind: 'crash' })
    t.equal(await violationOf(contract, method, path, status, JSON.parse(JSON.stringify(body))), undefined)
  }
})

t.test('what stands nowhere else is said in the words of each', async t => {
  t.same(starfish({ kind: 'invalid', part: 'body', issues: [{ ...issue, path: [] }] }).body, { error: 'body must be a string' })
  t.same(waveline({ kind: 'invalid', part: 'body', issues: [{ ...issue, path: [] }] }).body, { error: 'body must be a string' })
  t.same(julep({ kind: 'invalid', part: 'headers', issues: [issue] }).body, { detail: [{ type: 'string_type', loc: ['header', 'name'], msg: 'Input should be a valid string', input: 1 }] })
  t.same(immuta({ kind: 'invalid', part: 'headers', issues: [issue] }).body, { statusCode: 400, error: 'Bad Request', message: '"name" must be a string', validation: { source: 'headers', keys: ['name'] } })
  t.same(control({ kind: 'crash' }).body, { error: { code: 'CRASH', message: 'The request crashed, which is a defect of jobdouble; its log has the error', field: undefined } })
})
