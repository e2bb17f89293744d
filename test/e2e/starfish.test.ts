import t from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox } from '../support/e2e/program.ts'

const order = { prompt: 'Questions that customers ask', numOfRecords: 120, model: 'gpt-4o-2024-08-06' }

for (const dialect of ['documented', 'observed'] as const) {
  t.test(`a client generates, polls, reads, evaluates, polls and reads the scores (${dialect})`, async t => {
    const url = await sandbox()
    const post = (path: string, body: unknown) => ask(t, url, `POST ${path}`, body)
    await ask(t, url, 'PUT /__admin/dialects', { starfish: dialect })

    /** Polls each second until the job has ended, and returns the statuses. */
    async function poll (started: { jobId: string, projectId: string }): Promise<string[]> {
      const seen: string[] = []
      while (seen.at(-1) !== 'COMPLETE' && seen.length < 10) {
        const { status } = await post('/v1/jobStatus', { jobId: started.jobId, projectId: started.projectId })
        seen.push(status)
        await post('/__admin/clock/advance', { by: '1s' })
      }
      return seen
    }

    /** All pages. */
    async function read (projectId: string): Promise<{ rows: any[], average: number | undefined }> {
      const rows = []
      let nextToken: string | null = null
      let average: number | undefined
      do {
        const page: any = await post('/v1/data', { projectId, nextToken })
        rows.push(...page.data)
        average = page.averageQualityScore
        nextToken = page.nextToken
      } while (nextToken !== null)
      return { rows, average }
    }

    const { input: { projectId } } = await post('/__admin/jobs', { provider: 'starfish' })
    const generation = await post('/v1/generateData', { ...order, projectId })
    t.not(generation.projectId, projectId)
    const running = ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'COMPLETE']
    t.same(await poll(generation), running)
    const generated = await read(generation.projectId)
    t.equal(generated.rows.length, 120)
    t.type(JSON.parse(generated.rows[0].data), 'object')
    t.equal(generated.average, undefined)

    const evaluation = await post('/v1/evaluateData', { projectId: generation.projectId })
    t.same(await poll(evaluation), running)
    const { rows, average } = await read(evaluation.projectId)
    t.match(rows, generated.rows)
    t.ok(rows.some(({ qualityScore }) => qualityScore > 0))
    t.ok(average !== undefined && average > 0 && average <= 100)
  })
}

t.test('a job that failed is FAILED in the documented dialect and ERROR in the observed dialect', async t => {
  const url = await sandbox()
  await ask(t, url, 'POST /__admin/lifecycles/rules', { operation: 'starfish.generateData', lifecycle: 'failure' })
  const { projectId, jobId } = await ask(t, url, 'POST /v1/generateData', { ...order, projectId: 'an old one' })
  await ask(t, url, 'POST /__admin/clock/advance', { until: 'idle' })
  t.same(await ask(t, url, 'POST /v1/jobStatus', { projectId, jobId }), { jobId, status: 'FAILED', type: 'GENERATION', success: true })
  await ask(t, url, 'PUT /__admin/dialects', { starfish: 'observed' })
  // not with `ask`, which holds responses against the documented contract
  const response = await fetch(`${url}/v1/jobStatus`, { method: 'POST', headers: { 'x-api-key': 'any' }, body: JSON.stringify({ projectId, jobId }) })
  t.same(await response.json(), { jobId, status: 'ERROR', type: 'GENERATION', success: true })
})
