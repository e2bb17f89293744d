import t from 'tap'
import { julep, key, task as agent } from '../../support/providers/julep.ts'

const story = `
name: Story
main:
- prompt:
  - role: user
    content: $ f'Write about {steps[0].input.topic}'
`

t.test('tasks and their executions are read from YAML as from JSON', async t => {
  const { inject, ask } = await julep(t)
  const send = async (method: 'POST' | 'PUT', url: string, payload: string, type: string) => {
    const response = await inject({ method, url, payload, headers: { ...key, 'content-type': type } })
    return { status: response.statusCode, body: response.json() }
  }
  for (const type of ['application/x-yaml', 'application/yaml', 'text/yaml']) {
    const { status, body } = await send('POST', `/api/agents/${agent}/tasks`, story, type)
    t.same([status, body.main], [201, [{ kind_: 'prompt', prompt: [{ role: 'user', content: "$ f'Write about {steps[0].input.topic}'" }] }]], type)
    t.equal((await send('POST', `/api/agents/${agent}/tasks/${body.id}`, 'name: Other\nmain: [{ get: x }]', type)).body.name, 'Other')
    const execution = await send('POST', `/api/tasks/${body.id}/executions`, 'input:\n  topic: cats\n', type)
    t.same([execution.status, execution.body.input], [201, { topic: 'cats' }])
    t.equal((await send('PUT', `/api/executions/${execution.body.id}`, 'status: cancelled', type)).status, 200)
  }
  t.equal((await send('POST', '/api/agents', 'name: Writer', 'text/yaml')).status, 422)
  t.equal((await send('POST', `/api/agents/${agent}/tasks`, story, 'text/yaml; charset=utf-8')).status, 422)
  t.equal((await send('POST', `/api/agents/${agent}/tasks`, '', 'text/yaml')).status, 422)
  t.equal((await ask(`GET /api/agents/${agent}/tasks`)).body.items.length, 3)
})

t.test('a body that is not YAML, is too large or too deep is rejected in the words of both dialects', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { inject } = await julep(t, { dialect: { julep: dialect } })
    const cases: Array<{ body: string, status: number, message: string }> = [
      { body: 'a: [', status: 400, message: 'The body is not YAML: line 1, column 5: Flow sequence in block collection must be sufficiently indented and end with a ]' },
      { body: `name: ${'x'.repeat(1024 * 1024)}`, status: 413, message: 'Request Entity Too Large' },
      { body: `${'['.repeat(200)}${']'.repeat(200)}`, status: 400, message: 'There was an error parsing the body' }
    ]
    for (const { body: payload, status, message } of cases) {
      const response = await inject({ method: 'POST', url: `/api/agents/${agent}/tasks`, payload, headers: { ...key, 'content-type': 'text/yaml' } })
      const { detail = response.json().error?.message } = response.json()
      t.same([response.statusCode, detail], [status, message], dialect)
    }
  }
})
