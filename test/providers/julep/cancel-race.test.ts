import t from 'tap'
import { julep as double } from '../../support/providers/double.ts'

const task = '/api/tasks/00000000-0000-4000-8000-000000000001/executions'
const authorization = { authorization: 'Bearer any' }

t.test('the cancellation of an execution with the lifecycle cancel-race fails, and the execution has succeeded', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { ask, advance } = await double(t, { lifecycle: 'cancel-race', dialect: { julep: dialect } })
    const { body: { id } } = await ask(`POST ${task}`, { input: {} }, authorization)
    await advance('5s')
    t.equal((await ask(`GET /api/executions/${id}`, undefined, authorization)).body.status, 'running')
    t.equal((await ask(`PUT /api/executions/${id}`, { status: 'cancelled' }, authorization)).status, 400)
    t.equal((await ask(`GET /api/executions/${id}`, undefined, authorization)).body.status, 'succeeded')
  }
})
