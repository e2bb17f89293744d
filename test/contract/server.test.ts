import { buildSchema, printSchema, lexicographicSortSchema, parse, visit, print } from 'graphql'
import t from 'tap'
import { double } from '../support/double.ts'
import { contracts, differences } from '../support/contract/contract.ts'
import { readContract } from '../support/contract/documents.ts'
import { fixtures, unlike } from '../support/contract/fixtures.ts'

for (const contract of contracts) {
  t.test(`the specification that is served for ${contract} agrees with its contract`, async t => {
    const { ask } = await double(t)
    const { status, body } = await ask(`GET /openapi/${contract}.json`)
    t.equal(status, 200)
    t.same(differences(contract, body), [])
  })
}

t.test('the SDL that is served for datasaur agrees with its contract', async t => {
  const { ask } = await double(t)
  const { status, text } = await ask('GET /graphql/schema.graphql')
  t.equal(status, 200)
  t.equal(canonical(text), canonical(readContract('datasaur.graphql')))
})

t.test('each recorded request gets the recorded response, in a new demo sandbox', async t => {
  const { inject, ask } = await double(t)
  for (const { provider, file, title, request: { method, path, headers, body }, response: recorded } of fixtures()) {
    t.test(`${provider}: ${title} (${file})`, async t => {
      const response = await inject({ method: method as 'GET', url: `/@demo${path}`, headers, ...body !== undefined && { payload: body as object } })
      t.equal(response.statusCode, recorded.status)
      t.same(unlike(recorded.body, response.json()), [])
      t.equal((await ask('DELETE /__admin/sandboxes/demo')).status, 204)
    })
  }
})

t.test('a provider that is not served has neither operations nor a specification, nor jobs in the demo', async t => {
  const { app, ask } = await double(t, { providers: ['immuta'] })
  t.equal((await ask('GET /openapi/julep.json')).status, 404)
  t.equal((await app.inject('/api/jobs/x')).statusCode, 404)
  const { items } = (await ask('GET /@demo/__admin/jobs')).body
  t.same([...new Set(items.map((job: { provider: string }) => job.provider))], ['immuta'])
})

/** The schema without descriptions, in one order. */
function canonical (sdl: string): string {
  const bare = print(visit(parse(sdl), { enter: node => 'description' in node ? { ...node, description: undefined } : undefined }))
  return printSchema(lexicographicSortSchema(buildSchema(bare)))
}
