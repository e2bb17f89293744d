import Julep from '@julep/sdk'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import yaml from 'yaml'
import { serve } from '../support/e2e/program.ts'

t.test('quick start: the first page of the documentation runs line by line, with only the base URL changed', async t => {
  // the page waits a second between two polls, and a job of the double takes five
  const { url } = await serve(t, ['--clock', 'scaled@5'])

  const client = new Julep({ apiKey: 'your_julep_api_key', baseURL: `${url}/api` })

  const agent = await client.agents.create({
    name: 'Writing Assistant',
    model: 'claude-3.5-sonnet',
    about: 'A helpful AI assistant that specializes in writing and editing.'
  })

  const definition = `
  name: Story Generator
  description: Generate a short story based on a given topic
  main:
  - prompt:
    - role: system
      content: You are a creative story writer.
    - role: user
      content: $ f'Write a short story about {steps[0].input.topic}'
  `
  const task = await client.tasks.create(agent.id, yaml.parse(definition))

  const execution = await client.executions.create(task.id, { input: { topic: 'a magical garden' } })

  const printed: string[] = []
  let result
  while (true) {
    result = await client.executions.get(execution.id)
    if (result.status === 'succeeded' || result.status === 'failed') break
    printed.push(result.status)
    await setTimeout(1000)
  }

  t.equal(result.status, 'succeeded', String(result.error))
  t.same(printed[0], 'queued')
  const { choices: [{ message }] } = result.output as { choices: [{ message: { role: string, content: string } }] }
  t.equal(message.role, 'assistant')
  t.match(message.content, /\w+ \w+/)
})
