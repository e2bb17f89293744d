import { readFileSync } from 'node:fs'
import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { double } from '../support/double.ts'

t.test('a rule or a match that could never match is rejected with the most similar names', async t => {
  const { ask } = await double(t)
  const rules = 'POST /__admin/lifecycles/rules'
  const lifecycle = 'failure'
  const cases: Array<{ name: string, order: string, body: object, field?: string, message?: RegExp }> = [
    { name: 'an operation that starts no job', order: rules, body: { operation: 'julep.getExecution', lifecycle }, field: 'operation', message: /^operation: julep.getExecution starts no job, so the lifecycle would never apply; the most similar that do are julep.createExecution, / },
    { name: 'the same for the next job', order: 'POST /__admin/lifecycles/next', body: { operation: 'waveline.getJob', lifecycle }, field: 'operation' },
    { name: 'the same in a fault', order: 'POST /__admin/faults', body: { match: { operation: 'waveline.getJob' }, then: { lifecycle } }, field: 'match.operation' },
    { name: 'a field of another name', order: rules, body: { operation: 'starfish.generateData', match: { promt: 'cats' }, lifecycle }, field: 'match.promt', message: /^match.promt: is not a field of the request of starfish.generateData, so it would never match; the most similar are prompt, / },
    { name: 'the same in a match of the journal', order: 'POST /__admin/requests/verify', body: { match: { operation: 'immuta.getJobStatuses', body: { jobIDs: [] } } }, field: 'match.body.jobIDs' },
    { name: 'the same in an order', order: 'POST /__admin/requests/verify', body: { inOrder: [{ operation: 'immuta.getJobStatuses', body: { jobs: [] } }] }, field: 'inOrder[0].body.jobs' },
    { name: 'an argument of another name', order: rules, body: { operation: 'datasaur.createProject', arguments: { inputs: {} }, lifecycle }, field: 'arguments.inputs', message: /^arguments.inputs: is not an argument of datasaur.createProject, so it would never match; the most similar are input$/ },
    { name: 'a field of an input', order: 'POST /__admin/faults', body: { match: { operation: 'datasaur.createProject', arguments: { input: { nam: 'Bad' } } }, then: { status: 503 } }, field: 'match.arguments.input.nam', message: /the most similar are name, / },
    { name: 'the same in a profile', order: 'POST /__admin/faults', body: { profile: 'flaky', match: { operation: 'datasaur.createProject', arguments: { input: { nam: 'Bad' } } } }, field: 'match.arguments.input.nam' },
    { name: 'a field in a list', order: 'POST /__admin/requests/count', body: { match: { operation: 'datasaur.createProject', arguments: { input: { documents: [{ document: { nam: 'a' } }] } } } }, field: 'match.arguments.input.documents[0].document.nam' },
    { name: 'an argument of a field without any', order: 'POST /__admin/requests/count', body: { match: { operation: 'datasaur.getAllTeams', arguments: { id: '1' } } }, field: 'match.arguments.id', message: /it has none$/ },
    { name: 'known arguments', order: 'POST /__admin/requests/count', body: { match: { operation: 'datasaur.createProject', arguments: { input: { name: 'Bad', documents: [{ document: { name: null } }], kindsDocumentSettings: { any: 1 } } } } } },
    { name: 'a list of texts', order: 'POST /__admin/requests/count', body: { match: { operation: 'datasaur.getJobs', arguments: { jobIds: ['a'] } } } },
    { name: 'arguments of any operation', order: 'POST /__admin/requests/count', body: { match: { provider: 'datasaur', arguments: { nam: 1 } } } },
    { name: 'the second of a list of operations', order: 'POST /__admin/faults', body: { match: { operation: ['waveline.getJob', 'waveline.getjobs'] }, then: { status: 503 } }, field: 'match.operation[1]', message: /"waveline.getjobs" is not an operation/ },
    { name: 'the second of a list that starts no job', order: rules, body: { operation: ['julep.createExecution', 'julep.getExecution'], lifecycle }, field: 'operation[1]' },
    { name: 'a field that only the first of a list has', order: rules, body: { operation: ['starfish.generateData', 'starfish.evaluateData'], match: { prompt: 'cats' }, lifecycle }, field: 'match.prompt' },
    { name: 'an argument that only the first of a list has', order: rules, body: { operation: ['datasaur.createProject', 'datasaur.replicateCabinet'], arguments: { input: {} }, lifecycle }, field: 'arguments.input' },
    { name: 'arguments of a list with another provider', order: rules, body: { operation: ['datasaur.createProject', 'julep.createExecution'], arguments: { input: {} }, lifecycle }, field: 'arguments', message: /is for GraphQL providers/ },
    { name: 'an empty list', order: 'POST /__admin/faults', body: { match: { operation: [] }, then: { status: 503 } }, field: 'match.operation', message: /must be the name of an operation, or a list of 1 to 100 names/ },
    { name: 'a list with a number', order: rules, body: { operation: ['julep.createExecution', 5], lifecycle }, field: 'operation', message: /must be the name of an operation, or a list of 1 to 100 names/ },
    { name: 'too long a list', order: rules, body: { operation: Array(101).fill('julep.createExecution'), lifecycle }, field: 'operation' },
    { name: 'a list of operations that start jobs', order: rules, body: { operation: ['julep.createExecution', 'waveline.extractDocument'], lifecycle } },
    { name: 'an operation that starts jobs', order: rules, body: { operation: 'datasaur.replicateCabinet', lifecycle } },
    { name: 'no operation', order: rules, body: { provider: 'starfish', match: { promt: 'cats' }, lifecycle } },
    { name: 'a known field', order: rules, body: { operation: 'starfish.generateData', match: { prompt: 'cats' }, lifecycle } },
    { name: 'a body that is a list', order: rules, body: { operation: 'starfish.generateData', match: [1], lifecycle } },
    { name: 'an operation without a body', order: 'POST /__admin/requests/count', body: { match: { operation: 'waveline.getJob', body: { a: 1 } } } },
    { name: 'a body of GraphQL', order: 'POST /__admin/requests/count', body: { match: { operation: 'datasaur.getJob', body: { a: 1 } } } },
    { name: 'a fault with another effect', order: 'POST /__admin/faults', body: { match: { operation: 'waveline.getJob' }, then: { status: 503 } } }
  ]
  for (const { name, order, body, field, message = /./ } of cases) {
    const { status, body: { error } } = await ask(order, body)
    t.equal(error?.field, field, `${name}: ${error?.message}`)
    t.equal(status === 400, field !== undefined, name)
    if (field !== undefined) t.match(error.message, message, name)
  }
})

t.test('docs/fidelity.md has the operations that start jobs', async t => {
  const page = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8')
  const [, section = ''] = /## Operations that start jobs\n([^]+?)\n## /.exec(page) ?? []
  const named = Array.from(section.matchAll(/`([a-z]+\.\w+)`/g), ([, name]) => name!)
  const started = providers.flatMap(({ name, starts }) => starts.map(operation => `${name}.${operation}`))
  t.same(named.sort(), started.sort())
})
