import { readFileSync } from 'node:fs'
import { buildSchema } from 'graphql'
import t from 'tap'
import { basesOf } from '../../src/contract/index.ts'
import { contracts, operations } from '../support/contract/contract.ts'
import { documentOf, readContract } from '../support/contract/documents.ts'
import { double } from '../support/double.ts'

const rest = contracts.filter(contract => contract !== 'control')
const rows = rowsOf('docs/fidelity.md')

/** The rows of all tables on a page. */
function rowsOf (page: string): string[] {
  return readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8').split('\n').filter(line => line.startsWith('| '))
}

/** `starfish POST /v1/jobStatus`, for each row of the table that is about an operation. */
function documented (): string[] {
  return rows.flatMap(row => {
    const [, provider, operation] = /^\| (\w+) `([A-Z]+ \S+)`/.exec(row) ?? []
    return provider === undefined || provider === 'Datasaur' ? [] : [`${provider.toLowerCase()} ${operation}`]
  }).sort()
}

t.test('every route that the server has is in the table and in the contracts, and the other way round', async t => {
  const { ask } = await double(t)
  const { parts } = (await ask('GET /', undefined, { host: 'x' })).body as { parts: Array<{ name: string, operations: Array<{ method: string, url: string }> }> }
  const served = parts.filter(({ name }) => rest.some(provider => provider === name)).flatMap(({ name, operations }) =>
    operations.map(({ method, url }) => `${name} ${method} ${url.replace('http://x', '').replace(/:(\w+)/g, '{$1}')}`)).sort()
  const contracted = rest.flatMap(provider => operations(provider).map(({ method, path }) => `${provider} ${method} ${basesOf(documentOf(provider))[0]}${path}`)).sort()
  t.same(documented(), served)
  t.same(contracted, served)
})

t.test('every field of Query and Mutation is in the table', async t => {
  const schema = buildSchema(readContract('datasaur.graphql'))
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap(type => Object.keys(type?.getFields() ?? {})).sort()
  t.same(rows.flatMap(row => /^\| Datasaur `POST \/graphql`: `(\w+)`/.exec(row)?.[1] ?? []).sort(), fields)
})

t.test('each row says with what evidence', async t => {
  for (const row of rows.filter(row => /^\| \w+ `(GET|POST|PUT|DELETE) /.test(row))) t.match(row.split('|')[2], /^ (documented|observed|inferred)/, row.split('|')[1]!)
})

t.test('docs/endpoints.md has the same operations with the same evidence', async t => {
  const endpoints = rowsOf('docs/endpoints.md').flatMap(row => {
    const [, provider, operation, fields = '', evidence] = /^\| (\w+) \| `([A-Z]+ \S+)`(?:: (.+?))? \| (\w+) \|$/.exec(row) ?? []
    if (provider === undefined) return []
    return fields === '' ? [`${provider} ${operation} ${evidence}`] : fields.split(', ').map(field => `${provider} ${operation} ${field} ${evidence}`)
  })
  const operations = rows.flatMap(row => {
    const [, provider, operation, field, evidence] = /^\| (\w+) `([A-Z]+ \S+)`(?:: (`\w+`)|.*?) \| (\w+) \|/.exec(row) ?? []
    return provider === undefined ? [] : [[provider, operation, ...field === undefined ? [] : [field], evidence].join(' ')]
  })
  t.ok(operations.length > 40, 'the operations are found')
  t.same(endpoints.sort(), operations.sort())
})
