import { getIntrospectionQuery } from 'graphql'
import t from 'tap'
import { datasaur } from '../../../../src/providers/datasaur/index.ts'
import { credentials as token } from '../../../support/credentials.ts'
import { defectLog, type Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode, file } from '../../../support/multipart-body.ts'

const MB = 1024 * 1024

const deep = 'The query is nested too deeply: at most 25 levels are allowed'
const long = (count: number, toText: (index: number) => string) => Array.from({ length: count }, (_, index) => toText(index)).join(' ')

/** The status and the message of the first error of a query; undefined without errors. */
async function outcomeOf ({ ask }: Double, query: string, variables?: object) {
  const { status, body } = await ask('POST /graphql', { query, variables }, token)
  return [status, body.errors?.[0].message]
}

t.test('a query that exceeds a limit is rejected, and the message has the limit', async t => {
  const the = await double(t)
  const refused: Array<[query: string, message: string]> = [
    [`{ ${long(1001, index => `a${index}: __typename`)} }`, 'The query has 1001 aliases: at most 1000 are allowed'],
    [`query One { ${long(600, index => `a${index}: __typename`)} } query Two { ${long(401, index => `a${index}: __typename`)} }`, 'The query has 1001 aliases: at most 1000 are allowed'],
    [`{ ${long(25, () => '... {')} __typename ${long(25, () => '}')} }`, deep],
    [`{ ...F0 } ${long(24, index => `fragment F${index} on Query { ...F${index + 1} }`)} fragment F24 on Query { __typename }`, deep],
    [`{ ...F0 } ${long(2000, index => `fragment F${index} on Query { ...F${index + 1} }`)} fragment F2000 on Query { __typename }`, deep],
    [`{ getJobs(jobIds: ${'['.repeat(26)}${']'.repeat(26)}) { id } }`, deep],
    [`mutation { createProject(input: {name: "x", kinds: [], documents: [], projectSettings: ${'{a: '.repeat(25)}1${'}'.repeat(25)}}) { name } }`, deep],
    ['{a'.repeat(9000), deep],
    [`{ ${long(100, index => `a${index}: getJob(jobId: "x") { ...F }`)} } fragment F on Job { ${long(200, index => `b${index}: id`)} }`, 'The query asks for too many fields: at most 20000 are allowed, and a fragment counts wherever it is spread'],
    [`{ ${'x '.repeat(20_000)} }`, 'Syntax Error: Document contains more that 20000 tokens. Parsing aborted.']
  ]
  for (const [query, message] of refused) t.same(await outcomeOf(the, query), [200, message], message)
  t.same(await outcomeOf(the, `{ a }${' '.repeat(200_000)}`), [400, 'query must have at most 200000 characters'])
})

t.test('a query within the limits succeeds', async t => {
  const the = await double(t)
  const accepted = [
    getIntrospectionQuery({ inputValueDeprecation: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true }),
    `{ ${long(1000, index => `a${index}: getJob(jobId: "x") { id status progress }`)} }`,
    `{ ${long(24, () => '... {')} __typename ${long(24, () => '}')} }`,
    `{ ...F0 } ${long(23, index => `fragment F${index} on Query { ...F${index + 1} }`)} fragment F23 on Query { __typename }`,
    `{ ${long(99, index => `a${index}: getJob(jobId: "x") { ...F }`)} } fragment F on Job { ${long(200, index => `b${index}: id`)} }`
  ]
  for (const query of accepted) for (let times = 0; times < 2; times++) t.same(await outcomeOf(the, query), [200, undefined], query.slice(0, 50))
})

t.test('fragments that spread each other and unknown fragments are rejected by the validation', async t => {
  const the = await double(t)
  t.match(await outcomeOf(the, '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'), [200, /^Cannot spread fragment "A" within itself/])
  t.same(await outcomeOf(the, '{ ...A }'), [200, 'Unknown fragment "A".'])
})

t.test('variables have a maximum depth, so that the input of a job can be shown', async t => {
  const the = await double(t)
  const query = 'mutation ($input: LaunchProjectInput!) { createProject(input: $input) { name } }'
  const launch = async (levels: number) => {
    const documents = '[{"document":{"name":"a.txt","externalUrl":"https://files.example/a.txt"}}]'
    const input = `{"name":"Letters","kinds":["TOKEN_BASED"],"documents":${documents},"projectSettings":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`
    const payload = `{"query":${JSON.stringify(query)},"variables":{"input":${input}}}`
    const response = await the.inject({ method: 'POST', url: '/graphql', payload, headers: { ...token, 'content-type': 'application/json' } })
    return [response.statusCode, response.json().errors?.[0].message]
  }
  const refusal = [400, 'The body is nested too deeply: it must have at most 100 levels of objects and lists']
  t.same(await launch(97), [200, undefined])
  t.same(await launch(98), refusal)
  t.same(await launch(100_000), refusal)
  t.equal((await the.ask('GET /__admin/jobs')).body.items.length, 1)
})

t.test('a file over 50 MB, too many files, too many fields and a full sandbox are errors of GraphQL', async t => {
  const { ask, inject } = await double(t)
  const launch = (url: string, sizes: readonly number[], fields = 0) => {
    const query = 'mutation ($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { name } }'
    const documents = sizes.map((_, index) => ({ fileName: `${index}.txt` }))
    const operations = { query, variables: { input: { name: 'Letters', purpose: 'LABELING', documentSettings: {}, documents } } }
    const { payload, type } = encode([
      ...Array.from({ length: fields }, (_, index) => ({ name: `field${index}`, text: '' })),
      { name: 'operations', text: JSON.stringify(operations) },
      { name: 'map', text: JSON.stringify(Object.fromEntries(sizes.map((_, index) => [index, [`variables.input.documents.${index}.file`]]))) },
      ...sizes.map((size, index) => file(String(index), `${index}.txt`, Buffer.alloc(size, 'x')))
    ])
    return inject({ method: 'POST', url, payload, headers: { ...token, 'content-type': type } })
  }
  const refused: Array<[sizes: number[], fields: number, status: number, message: string | RegExp]> = [
    [[10, 50 * MB + 1, 10], 0, 413, 'The file "1.txt" is larger than 50 MB, the maximum for a file'],
    [[30 * MB, 35 * MB, 10], 0, 507, /^The files of a sandbox may have at most 67108864 bytes together, and there is no room for \d+ more/],
    [Array.from({ length: 1001 }, () => 1), 0, 413, 'A multipart body may have at most 1000 files'],
    [[], 9, 413, 'A multipart body may have at most 10 fields beside the files']
  ]
  for (const [sizes, fields, status, message] of refused) {
    const response = await launch('/graphql', sizes, fields)
    t.equal(response.statusCode, status)
    t.match(response.json(), { errors: [{ message }] })
    t.same(Object.keys(response.json()), ['errors'])
  }
  t.same((await ask('GET /__admin/jobs')).body.items, [])
  t.same((await launch('/graphql', [50 * MB, 13 * MB])).json().errors, undefined, 'nothing of the rejected requests was kept')
  t.equal((await launch('/graphql', [2 * MB])).statusCode, 507)
})

t.test('a field of a multipart body has the maximum size of a JSON body', async t => {
  const { inject } = await double(t)
  const { payload, type } = encode([{ name: 'operations', text: 'x'.repeat(11 * MB) }, { name: 'map', text: '{}' }])
  const response = await inject({ method: 'POST', url: '/graphql', payload, headers: { ...token, 'content-type': type } })
  t.same([response.statusCode, response.json()], [413, { errors: [{ message: 'A multipart body may have at most 10485760 bytes in a field' }] }])
})

t.test('a defect of the double is an error of GraphQL without details', async t => {
  const { logger, defects, contexts } = defectLog()
  const { app, ask } = await double(t, { logger })
  app.sandboxes.get('main').provider(datasaur).start = () => { throw new TypeError('inside') }
  const error = { message: 'Internal server error', locations: [{ line: 1, column: 12 }], path: ['calculateAgreementTables'] }
  for (let times = 0; times < 3; times++) {
    const { status, body } = await ask('POST /graphql', { query: 'mutation { calculateAgreementTables(projectId: "p") { id } }' }, token)
    t.same([status, body], [200, { errors: [error], data: null }])
  }
  t.same(defects, Array(3).fill(['a resolver crashed: this is a defect of jobdouble', 'inside']))
  const ids = (await ask('GET /__admin/requests')).body.items.map(({ id }: { id: string }) => id)
  t.same(contexts, ids.map((request: string) => ({ sandbox: 'main', request })), 'the log names the exchange in the journal')
})
