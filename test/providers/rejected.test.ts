import t from 'tap'
import { credentials as key } from '../support/credentials.ts'
import { double, type Double } from '../support/double.ts'
import { encode, file } from '../support/multipart-body.ts'

/** All that a sandbox keeps, but for where its random streams stand. */
async function kept ({ ask }: Double) {
  const { body: { random: _random, ...rest } } = await ask('GET /__admin/snapshot')
  return rest
}

async function query ({ ask }: Double, query: string, variables: object = {}) {
  return (await ask('POST /graphql', { query, variables }, key)).body
}

const launch = { name: 'News', teamId: '7', tagNames: ['new'], documentSettings: { kind: 'TOKEN_BASED' }, assignees: [{ email: 'ann@example.org' }], documentAssignments: [{ email: 'bob@example.org', documents: [] }] }

t.test('a request that is rejected because the sandbox is full keeps nothing, and no lifecycle rule counts it', async t => {
  const it = await double(t, { maxJobs: 2 })
  for (const id of ['a', 'b']) await it.make({ provider: 'immuta', id, lifecycle: 'stuck' })
  await it.ask('POST /__admin/lifecycles/next', { lifecycle: 'failure' })
  const before = await kept(it)
  const requests: Array<[string, object]> = [
    ['POST /v1/generateData', { prompt: 'a', numOfRecords: 1, model: 'gpt-4-turbo-2024-04-09' }],
    ['POST /sdd/identification', { dataSourceIds: [1] }],
    ['POST /api/tasks/11111111-2222-4333-8444-555555555555/executions', { input: {} }],
    ['POST /api/v1/guess-shape', { fileName: 'a', contentType: 'text/plain' }],
    ['POST /__admin/jobs', { provider: 'julep' }]
  ]
  for (const [operation, body] of requests) {
    t.equal((await it.ask(operation, body, key)).status, 507, operation)
    t.same(await kept(it), before, operation)
  }
  const operations = { query: 'mutation ($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { name } }', variables: { input: { ...launch, documents: [{ fileName: 'a.txt', file: null }] } } }
  const map = { 0: ['variables.input.documents.0.file'] }
  const { payload, type } = encode([{ name: 'operations', text: JSON.stringify(operations) }, { name: 'map', text: JSON.stringify(map) }, file('0', 'a.txt', 'Dear Ann')])
  const launched = await it.inject({ method: 'POST', url: '/graphql', payload, headers: { ...key, 'content-type': type } })
  t.match(launched.json().errors, [{ message: /^A sandbox keeps at most 2 jobs/ }])
  t.same(await kept(it), before, 'neither a file nor a tag nor a member')
})

t.test('a launch that is rejected keeps neither a tag nor a member of the team', async t => {
  const it = await double(t)
  const before = await kept(it)
  const wrong: Array<[object, string]> = [
    [{ ...launch, labelSetId: 'nothing' }, 'Label set not found'],
    [{ ...launch, tagNames: ['new', ''] }, 'The name of a tag must not be empty'],
    [{ ...launch, assignees: [{ email: 'ann@example.org' }, {}] }, 'An assignment must name a team member by email or teamMemberId']
  ]
  for (const [input, message] of wrong) {
    t.equal((await query(it, 'mutation ($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { name } }', { input })).errors[0].message, message)
    t.same(await kept(it), before)
  }
})

t.test('a project counts as exported only when its export begins', async t => {
  for (const changed of [false, true]) {
    const it = await double(t, { maxJobs: 2 })
    await it.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: { steps: [{ state: 'succeeded' }, { state: 'running', after: '1h' }], illegal: true }, input: { projectId: 'p', documents: [{ id: 'd', name: 'a.txt' }] } })
    await it.make({ provider: 'immuta', lifecycle: 'stuck' })
    if (changed) await query(it, 'mutation { updateProject(input: { projectId: "p", name: "n" }) { id } }')
    const before = await kept(it)
    const { errors } = await query(it, 'query { exportTextProject(input: { projectIds: ["p"], fileName: "f", format: "CSV", method: FILE_STORAGE }) { exportId } }')
    t.match(errors, [{ message: /^A sandbox keeps at most 2 jobs/ }])
    t.same(await kept(it), before)
  }
})
