import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { serve } from '../support/e2e/program.ts'

t.test('quick start: a client generates rows, polls their job and downloads them, with only the base URL changed', async t => {
  // a job of the double takes five seconds on its clock
  const { url } = await serve(t, ['--clock', 'scaled@25'])
  const api = async (operation: string, body: object): Promise<any> => {
    const headers = { 'x-api-key': 'YOUR_API_KEY', 'Content-Type': 'application/json' }
    const response = await fetch(`${url}/v1/${operation}`, { method: 'POST', headers, body: JSON.stringify(body) })
    t.equal(response.status, 200, operation)
    return await response.json()
  }

  const generated = await api('generateData', {
    projectId: '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64',
    prompt: 'Questions that customers ask about a delivery',
    numOfRecords: 5,
    model: 'gpt-4o-mini-2024-07-18'
  })
  t.match(generated, { projectId: String, jobId: String, success: true })

  const { projectId, jobId } = generated
  let job
  do {
    job = await api('jobStatus', { jobId, projectId })
    await setTimeout(50)
  } while (job.status === 'RUNNING')
  t.same(job, { jobId, status: 'COMPLETE', type: 'GENERATION', success: true })

  const { data, nextToken } = await api('data', { projectId })
  t.same([data.length, nextToken], [5, null])
  for (const row of data) t.match(JSON.parse(row.data), { question: /\?$/, answer: /\.$/ })

  const evaluated = await api('evaluateData', { projectId })
  t.equal(evaluated.projectId, projectId)
  while ((await api('jobStatus', { jobId: evaluated.jobId, projectId })).status === 'RUNNING') await setTimeout(50)
  t.type((await api('data', { projectId })).averageQualityScore, 'number')
})
