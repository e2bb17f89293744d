import { readFileSync } from 'node:fs'
import t from 'tap'
import { providers } from '../../../src/providers/index.ts'
import { credentials as token } from '../../support/credentials.ts'
import { double, type Double } from '../../support/double.ts'

const mutation = 'mutation ($input: AutoLabelTokenBasedProjectInput!) { autoLabelTokenBasedProject(input: $input) { id } }'

/** Starts an auto-label job as a client does, and returns the name of its lifecycle. */
async function start ({ ask }: Double, projectId = 'p'): Promise<string> {
  const input = { labelerEmail: 'a@example.com', options: { numberOfFilesPerRequest: 1 }, projectId, targetAPI: { endpoint: 'https://example.com', secretKey: 's' } }
  const { body } = await ask('POST /graphql', { query: mutation, variables: { input } }, token)
  return (await ask(`GET /__admin/jobs/${body.data.autoLabelTokenBasedProject.id}`)).body.lifecycle
}

t.test('a job that a client starts has its provider’s lifecycle, else the sandbox’s', async t => {
  t.equal(await start(await double(t, { lifecycle: 'stuck' })), 'stuck')
  const it = await double(t, { lifecycle: 'stuck,datasaur=failure' })
  t.equal(await start(it), 'failure')
  t.equal((await it.make({ provider: 'immuta' })).lifecycle, 'stuck')
})

t.test('the next jobs have the lifecycle that was ordered for them, and then it is over', async t => {
  const it = await double(t)
  const { status, body } = await it.ask('POST /__admin/lifecycles/next', { lifecycle: 'failure' })
  t.same([status, body], [201, { id: 'rule-1', lifecycle: 'failure', times: 1, matched: 0 }])
  await it.ask('POST /__admin/lifecycles/next', { provider: 'datasaur', lifecycle: { name: 'mine', steps: [{ state: 'running' }] }, times: 2 })
  t.same([await start(it), await start(it), await start(it), await start(it)], ['failure', 'mine', 'mine', 'success'])
})

t.test('the first rule that matches wins, and each says how often it has', async t => {
  const it = await double(t)
  const rules = [
    { provider: 'julep', lifecycle: 'stuck' },
    { operation: 'datasaur.collectDataset', lifecycle: 'stuck' },
    { match: { variables: { input: { projectId: 'bad' } } }, lifecycle: 'failure' },
    { provider: 'datasaur', operation: ['datasaur.collectDataset', 'datasaur.autoLabelTokenBasedProject'], lifecycle: 'instant', times: 1 },
    { lifecycle: 'late' }
  ]
  for (const rule of rules) await it.ask('POST /__admin/lifecycles/rules', rule)
  t.same([await start(it), await start(it, 'bad'), await start(it)], ['instant', 'failure', 'late'])
  await it.ask('POST /__admin/lifecycles/next', { lifecycle: 'expired' })
  t.equal(await start(it, 'bad'), 'expired', 'what is ordered for the next job goes before')
  const { body } = await it.ask('GET /__admin/lifecycles/rules')
  t.same(body.items.map(({ lifecycle, matched }: { lifecycle: string, matched: number }) => [lifecycle, matched]), [['expired', 1], ['stuck', 0], ['stuck', 0], ['failure', 1], ['instant', 1], ['late', 1]])
})

t.test('rules are removed one by one, all at once, and by a reset', async t => {
  const it = await double(t)
  const add = async (lifecycle: string) => (await it.ask('POST /__admin/lifecycles/rules', { lifecycle })).body.id
  const next = (await it.ask('POST /__admin/lifecycles/next', { lifecycle: 'late' })).body.id
  const first = await add('stuck')
  await add('failure')
  for (const id of [next, first]) t.equal((await it.ask(`DELETE /__admin/lifecycles/rules/${id}`)).status, 204)
  await it.ask('POST /__admin/lifecycles/next', { lifecycle: 'expired' })
  t.same([await start(it), await start(it)], ['expired', 'failure'])
  t.same((await it.ask(`DELETE /__admin/lifecycles/rules/${first}`)).body, { error: { code: 'RULE_UNKNOWN', message: `There is no lifecycle rule ${first}; GET /__admin/lifecycles/rules lists all` } })
  t.equal((await it.ask('DELETE /__admin/lifecycles/rules')).status, 204)
  t.equal(await start(it), 'success')
  await add('stuck')
  await it.ask('POST /__admin/reset')
  t.same((await it.ask('GET /__admin/lifecycles/rules')).body, { items: [], next: null })
})

t.test('a rule that cannot be used is refused when it is made', async t => {
  const { ask } = await double(t)
  const cases: Array<[object, string]> = [
    [{}, 'lifecycle: is required'],
    [{ lifecycle: 'sucess' }, 'lifecycle: there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all'],
    [{ lifecycle: { steps: [] } }, 'lifecycle.steps: must not be empty'],
    [{ lifecycle: 'stuck', operation: 'julep.createExecutions' }, 'operation: "julep.createExecutions" is not an operation that this server provides; the most similar are julep.createExecution, julep.updateExecution, julep.listExecutions'],
    [{ lifecycle: 'stuck', times: 0 }, 'times: must be at least 1'],
    [{ lifecycle: 'stuck', provider: 'acme' }, `provider: must be one of ${providers.map(({ name }) => name).join(', ')}`]
  ]
  for (const [rule, message] of cases) {
    for (const path of ['next', 'rules']) t.equal((await ask(`POST /__admin/lifecycles/${path}`, rule)).body.error.message, message)
  }
})

t.test('a rule takes every operation that docs/fidelity.md lists', async t => {
  const { ask } = await double(t)
  const [, section] = /## Operations that start jobs\n([^]*?)\n## /.exec(readFileSync(new URL('../../../docs/fidelity.md', import.meta.url), 'utf8'))!
  const operations = Array.from(section!.matchAll(/`(\w+\.\w+)`/g), ([, operation]) => operation!)
  t.ok(operations.length > 15)
  for (const operation of operations) t.equal((await ask('POST /__admin/lifecycles/rules', { lifecycle: 'stuck', operation })).status, 201, operation)
})

t.test('a lifecycle says which of its states a provider can only show by its nearest word', async t => {
  const { ask } = await double(t)
  const { nearest } = (await ask('GET /__admin/lifecycles/cancelled')).body
  t.match(nearest, { starfish: { queued: 'RUNNING', cancelled: 'FAILED' }, datasaur: { cancelled: 'FAILED' } })
  const declared = providers.filter(provider => provider.nearest.some(state => ['queued', 'running', 'cancelled'].includes(state)))
  t.same(Object.keys(nearest).sort(), declared.map(({ name }) => name).sort())
  await ask('PUT /__admin/dialects', { starfish: 'observed' })
  t.equal((await ask('GET /__admin/lifecycles/cancelled')).body.nearest.starfish.cancelled, 'ERROR')
})
