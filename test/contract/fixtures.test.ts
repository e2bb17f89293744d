import t from 'tap'
import { providers as served } from '../../src/providers/index.ts'
import { contracts, graphqlViolationOf, requestViolationOf, violationOf, type Contract } from '../support/contract/contract.ts'
import { anything, anyNumber, demoJobs, fixtures, unlike, type Fixture } from '../support/contract/fixtures.ts'

const providers = served.map(({ name }) => name).sort()

/** What the marker may stand for, by the schemas at hand. */
const samples = ['2025-01-01T00:00:00.000Z', 1, 'cefb58a0-cd71-11ec-8e29-81c20d280994']

t.test('every provider has recordings, each with its evidence', async t => {
  t.strictSame([...new Set(fixtures().map(({ provider }) => provider))], providers)
  t.strictSame(fixtures().filter(({ evidence }) => !['documented', 'observed', 'inferred'].includes(evidence)), [])
  for (const provider of providers) t.ok(fixtures().some(fixture => fixture.provider === provider && fixture.evidence === 'documented'), provider)
})

for (const fixture of fixtures()) {
  t.test(`${fixture.file} obeys the contract`, async t => {
    const violations = await Promise.all(samples.map(sample => violation(fixture, fill(fixture.response.body, sample))))
    t.ok(violations.includes(undefined), violations.join('\n'))
    if (isRest(fixture.provider) && fixture.response.status < 400) {
      const { method, path, body } = fixture.request
      t.equal(await requestViolationOf(fixture.provider, method, path, body), undefined)
    }
  })
}

t.test('a recording that breaks the contract is a violation', async t => {
  const [fixture] = fixtures().filter(({ file }) => file === 'julep/job-status.json')
  t.type(await violation(fixture!, fill({ ...fixture!.response.body as object, state: anything }, samples[0])), 'string')
})

t.test('the jobs of the sandbox demo can be made, and each has an id of its own', async t => {
  const jobs = demoJobs()
  for (const job of jobs) t.equal(await requestViolationOf('control', 'POST', '/__admin/jobs', job), undefined, job.id)
  t.equal(new Set(jobs.map(({ id }) => id)).size, jobs.length)
  t.strictSame([...new Set(jobs.map(({ provider }) => provider))].sort(), providers)
})

t.test('the job of every recorded success is in the sandbox demo', async t => {
  for (const provider of providers) {
    const [first] = demoJobs().filter(job => job.provider === provider)
    const recorded = fixtures().filter(fixture => fixture.provider === provider && fixture.response.status === 200)
    t.ok(recorded.some(({ response }) => JSON.stringify(response.body).includes(first!.id)), first!.id)
  }
})

const comparisons: Array<{ recorded: unknown, actual: unknown, paths: string[] }> = [
  { recorded: { a: [1, { b: null }] }, actual: { a: [1, { b: null }] }, paths: [] },
  { recorded: { a: anything, b: anything }, actual: { a: null, b: { c: 1 } }, paths: [] },
  { recorded: { a: anything }, actual: {}, paths: ['body.a'] },
  { recorded: { a: anyNumber, b: anyNumber }, actual: { a: 7, b: '7' }, paths: ['body.b'] },
  { recorded: { a: 1 }, actual: { a: 2, b: 3 }, paths: ['body.a', 'body.b'] },
  { recorded: { a: [1, 2] }, actual: { a: [1] }, paths: ['body.a.1'] },
  { recorded: { a: [] }, actual: { a: {} }, paths: ['body.a'] },
  { recorded: { a: null }, actual: { a: {} }, paths: ['body.a'] },
  { recorded: {}, actual: [], paths: ['body'] }
]

t.test('a marker in a recording takes any value, everything else must be equal', async t => {
  for (const { recorded, actual, paths } of comparisons) t.strictSame(unlike(recorded, actual), paths)
})

async function violation ({ provider, request, response }: Fixture, body: unknown): Promise<string | undefined> {
  if (isRest(provider)) return await violationOf(provider, request.method, request.path, response.status, body)
  const { query, operationName } = request.body as { query: string, operationName: string }
  return graphqlViolationOf(query, operationName, body)
}

function isRest (provider: string): provider is Contract {
  return (contracts as readonly string[]).includes(provider)
}

function fill (recorded: unknown, sample: unknown): unknown {
  return JSON.parse(JSON.stringify(recorded), (_, value) => value === anything ? sample : value === anyNumber ? 1 : value)
}
