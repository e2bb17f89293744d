import Julep from '@julep/sdk'
import t, { type Test } from 'tap'
import { hold } from '../support/contract/hold.ts'
import { ask } from '../support/e2e/ask.ts'
import { sandbox } from '../support/e2e/program.ts'

/** The official client, whose responses are held against the contract of the dialect. */
function clientOf (t: Test, url: string, dialect: string): Julep {
  const fetchAndHold: typeof fetch = async (request, init) => {
    const response = await fetch(request, init)
    const text = await response.clone().text()
    const exchange = { method: init!.method!.toUpperCase(), url: new URL(String(request)).pathname, sent: init?.body, status: response.status, type: response.headers.get('content-type') ?? undefined, text }
    await hold(t, { ...exchange, dialects: { julep: dialect } })
    return response
  }
  // the type of the client's option is that of node-fetch, which its Node build uses by default
  return new Julep({ apiKey: 'any', baseURL: `${url}/api`, maxRetries: 0, fetch: fetchAndHold as never })
}

/** The rooms of the client that this provider serves, by name. */
function roomsOf (julep: Julep): Record<string, object> {
  const { agents, tasks, executions, jobs, docs, users, sessions, secrets, healthz } = julep
  return {
    agents,
    'agents.docs': agents.docs,
    'agents.tools': agents.tools,
    tasks,
    executions,
    'executions.status': executions.status,
    'executions.transitions': executions.transitions,
    jobs,
    docs,
    users,
    'users.docs': users.docs,
    sessions,
    secrets,
    healthz
  }
}

/** Records the methods that are called. Returns those that have not been called. */
function watch (rooms: Record<string, object>): () => string[] {
  const left = new Set<string>()
  for (const [name, room] of Object.entries(rooms)) {
    for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(room)).filter(method => method !== 'constructor')) {
      const original = Reflect.get(room, method) as (...given: unknown[]) => unknown
      left.add(`${name}.${method}`)
      Reflect.set(room, method, (...given: unknown[]) => {
        left.delete(`${name}.${method}`)
        return original.apply(room, given)
      })
    }
  }
  return () => [...left]
}

const drives: Array<{ room: string, drive: (t: Test, julep: Julep, advance: (by: string) => Promise<unknown>) => Promise<void> }> = [
  {
    room: 'agents',
    drive: async (t, julep) => {
      const { id } = await julep.agents.create({ name: 'Writer', model: 'gpt-4o' })
      t.equal((await julep.agents.get(id)).name, 'Writer')
      t.equal((await julep.agents.createOrUpdate(id, { name: 'Editor' })).name, 'Editor')
      t.equal((await julep.agents.update(id, { about: 'edits' })).about, 'edits')
      t.equal((await julep.agents.reset(id, { name: 'Author' })).name, 'Author')
      t.same((await julep.agents.list({ metadata_filter: {} })).items.map(({ id }) => id), [id])
      t.ok((await julep.agents.listModels()).models.length > 0)

      const tool = await julep.agents.tools.create(id, { name: 'search', type: 'integration', integration: { provider: 'wikipedia' } })
      t.equal((await julep.agents.tools.update(id, tool.id, { description: 'finds' } as never)).description, 'finds')
      t.equal((await julep.agents.tools.reset(id, tool.id, { name: 'sum', type: 'function', function: {} })).name, 'sum')
      t.same((await julep.agents.tools.list(id)).items.map(({ name }) => name), ['sum'])
      t.equal((await julep.agents.tools.delete(id, tool.id)).id, tool.id)
      t.equal((await julep.agents.delete(id)).id, id)
      t.same((await julep.agents.list()).items, [])
    }
  },
  {
    room: 'tasks, executions and jobs',
    drive: async (t, julep, advance) => {
      const agent = await julep.agents.create({ name: 'Writer' })
      const task = await julep.tasks.create(agent.id, { name: 'T', main: [{ prompt: 'p', label: 'say' }, { wait_for_input: { info: {} } }, { return: { done: 'yes' } }] })
      t.equal((await julep.tasks.get(task.id)).main.length, 3)
      t.equal((await julep.tasks.createOrUpdate(agent.id, task.id, { name: 'Again', main: [{ return: { done: 'yes' } }] })).name, 'Again')
      t.same((await julep.tasks.list(agent.id)).items.map(({ id }) => id), [task.id])

      const execution = await julep.executions.create(task.id, { input: {} })
      const [jobId] = (execution.metadata as { jobs: [string] }).jobs
      t.equal((await julep.jobs.get(jobId)).id, jobId)
      await advance('5s')
      t.same((await julep.executions.get(execution.id)).output, { done: 'yes' })
      t.equal((await julep.executions.status.get(execution.id)).status, 'succeeded')
      t.match(await (await julep.executions.status.stream(execution.id).asResponse()).text(), /^data: .*succeeded/)
      t.match(await (await julep.executions.transitions.stream(execution.id).asResponse()).text(), /finish/)
      const { items: [last] } = await julep.executions.transitions.list(execution.id)
      t.equal((await julep.executions.transitions.retrieve(execution.id, last!.id)).type, 'finish')
      t.same((await julep.executions.list(task.id)).items.map(({ id }) => id), [execution.id])
      const stopped = await julep.executions.create(task.id, { input: {} })
      t.equal(await julep.executions.changeStatus(stopped.id, { status: 'cancelled' }), null)
    }
  },
  {
    room: 'users and documents',
    drive: async (t, julep) => {
      const { id } = await julep.users.create({ name: 'Ada', about: 'counts' })
      t.equal((await julep.users.get(id)).name, 'Ada')
      t.equal((await julep.users.createOrUpdate(id, { name: 'Eve' })).name, 'Eve')
      t.equal((await julep.users.update(id, { about: 'codes' })).about, 'codes')
      t.equal((await julep.users.reset(id, { name: 'Bob' })).name, 'Bob')
      t.same((await julep.users.list()).items.map(({ id }) => id), [id])
      for (const docs of [julep.users.docs, julep.agents.docs]) {
        const doc = await docs.create(id, { title: 'Fruit', content: ['apples', 'pears'], metadata: { kind: 'fruit' } })
        t.match(doc, { title: 'Fruit', jobs: [/./] })
        t.equal((await julep.docs.get(doc.id)).title, 'Fruit')
        t.same((await docs.list(id)).items.map(({ id }) => id), [doc.id])
        t.same((await docs.search(id, { text: 'apples' })).docs.map(({ snippet }) => snippet.content), ['apples'])
        t.equal((await docs.delete(id, doc.id)).id, doc.id)
        await docs.create(id, { title: 'Fruit', content: 'plums' })
        t.equal((await docs.bulkDelete(id, { delete_all: true })).length, 1)
      }
      t.same((await julep.docs.embed({ text: 'apples' })).vectors.map(({ length }) => length), [1024])
      t.equal((await julep.users.delete(id)).id, id)
    }
  },
  {
    room: 'sessions',
    drive: async (t, julep) => {
      const agent = await julep.agents.create({ name: 'Chat Buddy', model: 'gpt-4o-mini' })
      const { id } = await julep.sessions.create({ agent: agent.id, situation: 'A chat about hobbies.' })
      t.equal((await julep.sessions.get(id)).situation, 'A chat about hobbies.')
      const messages = [{ role: 'user' as const, content: 'Hi there! What are some fun hobbies to try out?' }]
      t.match(await julep.sessions.chat(id, { messages }), { choices: [{ message: { role: 'assistant', content: /\w+ \w+/ } }] })
      t.match(await (await julep.sessions.chat(id, { messages, stream: true }).asResponse()).text(), /^data: /)
      t.equal((await julep.sessions.history(id)).entries.length, 4)
      t.same((await julep.sessions.render(id, { messages })).messages, messages)
      t.equal((await julep.sessions.update(id, { situation: 'Another one.' })).situation, 'Another one.')
      t.equal((await julep.sessions.reset(id, {})).situation, null)
      t.equal((await julep.sessions.createOrUpdate(id, { agent: agent.id, token_budget: 7 })).token_budget, 7)
      t.same((await julep.sessions.list()).items.map(({ id }) => id), [id])
      t.equal((await julep.sessions.delete(id)).id, id)
    }
  },
  {
    room: 'secrets and health',
    drive: async (t, julep) => {
      const { id } = await julep.secrets.create({ name: 'key', value: 'v' })
      t.equal((await julep.secrets.update(id, { name: 'other', value: 'v' })).name, 'other')
      t.same((await julep.secrets.list()).map(({ name, value }) => [name, value]), [['other', 'ENCRYPTED']])
      t.equal((await julep.secrets.delete(id)).id, id)
      t.match(await julep.healthz.check(), { postgres: 'ok' })
    }
  }
]

for (const dialect of ['documented', 'observed']) {
  t.test(`every method of the official client works, and its response keeps the contract (${dialect})`, async t => {
    const url = await sandbox()
    await ask(t, url, 'PUT /__admin/dialects', { julep: dialect })
    const julep = clientOf(t, url, dialect)
    const left = watch(roomsOf(julep))
    for (const { room, drive } of drives) {
      await t.test(room, async t => {
        await drive(t, julep, async by => await ask(t, url, 'POST /__admin/clock/advance', { by }))
      })
    }
    t.same(left(), [])
  })
}
