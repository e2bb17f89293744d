import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { double, type Double } from '../../support/double.ts'
import { beginning, commands, explain, follow, type Command, type Model } from '../../support/sandboxes/model.ts'

interface Item { id: string, state: string, createdAt: string }
const shown = ({ id, state, createdAt }: Item) => [id, state, createdAt]

/** Sends a command; resolves with the status and what matters of the body, as the model has it. The snapshot is kept for `restore`. */
async function send ({ ask }: Double, snapshot: { taken: any }, command: Command): Promise<unknown> {
  const at = '/@model/__admin'
  switch (command.kind) {
    case 'create': {
      const { status, body } = await ask(`POST ${at}/jobs`, { provider: 'waveline', id: command.id })
      return [status, ...status === 201 ? shown(body) : [body.error.code]]
    }
    case 'cancel':
    case 'read': {
      const { status, body } = await ask(command.kind === 'read' ? `GET ${at}/jobs/${command.id}` : `POST ${at}/jobs/${command.id}/cancel`)
      return [status, ...status === 200 ? shown(body) : [body.error.code]]
    }
    case 'list': {
      const { body: { now } } = await ask(`GET ${at}/clock`)
      const { status, body } = await ask(`GET ${at}/jobs`)
      return [status, now, body.items.map(shown).sort()]
    }
    case 'advance': {
      const { status, body } = await ask(`POST ${at}/clock/advance`, { by: `${command.by}s` })
      return [status, body.now, body.transitions.map(({ at, job, to }: { at: string, job: string, to: string }) => [at, job, to]).sort()]
    }
    case 'reset': {
      const { status, body } = await ask(`POST ${at}/reset`)
      return [status, body.jobs, body.clock.now]
    }
    case 'delete':
      return [(await ask('DELETE /__admin/sandboxes/model')).status]
    case 'take': {
      const { status, body } = await ask(`GET ${at}/snapshot`)
      snapshot.taken = body
      return [status, body.clock.now, body.jobs.items.map(({ id }: Item) => id).sort()]
    }
    case 'restore': {
      const { status, body } = await ask(`PUT ${at}/snapshot`, snapshot.taken)
      return [status, body.jobs, body.clock.now]
    }
  }
}

t.test('commands that arrive together have the effect of some order of them, whatever they do to the sandbox', async t => {
  const the = await double(t)
  const batches = fc.array(fc.array(commands, { minLength: 2, maxLength: 4 }), { maxLength: 8 })
  const details = await fc.check(fc.asyncProperty(batches, async batches => {
    await the.ask('DELETE /__admin/sandboxes/model')
    const snapshot: { taken: any } = { taken: undefined }
    let models: Model[] = [beginning]
    const runAlone = async (command: Command) => {
      const response = await send(the, snapshot, command)
      models = models.map(model => follow(model, command)).filter(({ response: expected }) => JSON.stringify(expected) === JSON.stringify(response)).map(({ model }) => model)
      assert(models.length > 0, `${JSON.stringify(command)}: ${JSON.stringify(response)}`)
    }
    for (const [index, batch] of batches.entries()) {
      if (index % 2 === 0) await runAlone({ kind: 'take' })
      const responses = await Promise.all(batch.map(async command => await send(the, snapshot, command)))
      models = distinct(models.flatMap(model => explain(model, batch, responses)))
      assert(models.length > 0, `no order explains ${JSON.stringify(batch)}: ${JSON.stringify(responses)}`)
      await runAlone({ kind: 'list' })
    }
  }), { seed: 5627, numRuns: 40 })
  t.equal(await fc.asyncDefaultReportMessage(details), undefined)
})

function distinct (models: readonly Model[]): Model[] {
  return [...new Map(models.map(model => [JSON.stringify(model), model])).values()]
}
