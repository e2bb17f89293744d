import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { serve } from '../support/e2e/program.ts'

t.test('quick start: a client sends a document with a shape, polls the URL of the job and reads the result, with only the base URL changed', async t => {
  const { url } = await serve(t, ['--clock', 'scaled@25'])
  const headers = { Authorization: 'Bearer YOUR_API_KEY', 'Content-Type': 'application/json' }
  const api = async (address: string, body?: object): Promise<any> => {
    const response = await fetch(address, { headers, ...body && { method: 'POST', body: JSON.stringify(body) } })
    t.equal(response.status, 200, address)
    return await response.json()
  }
  const finish = async (job: { urls: { get: string } }) => {
    let current
    do {
      await setTimeout(50)
      current = await api(job.urls.get)
    } while (current.status === 'CREATED' || current.status === 'RUNNING')
    t.equal(current.status, 'COMPLETED')
    return current
  }

  const document = { fileName: 'resume.txt', contentType: 'text/plain', file: Buffer.from('Ada Byron, 47, analyst').toString('base64') }
  const shape = [
    { name: 'full_name', type: 'string', description: 'Given name and family name' },
    { name: 'phone_number', type: 'string' },
    { name: 'age', type: 'number' }
  ]
  const job = await api(`${url}/api/v1/extract-document`, { ...document, shape })
  t.match(job, { status: 'CREATED', type: 'extract-document', pages: 1, fileName: 'resume.txt', result: null, urls: { get: `${url}/api/v1/jobs/${job.id}` } })
  t.same(Object.keys((await finish(job)).result), ['full_name', 'phone_number', 'age'])

  const guess = await api(`${url}/api/v1/guess-shape`, document)
  const { result } = await finish(guess)
  t.ok(result.shape.length > 0)
  const { items, total } = await api(`${url}/api/v1/jobs?count=10&offset=0`)
  t.same([total, items.map(({ id }: { id: string }) => id)], [2, [guess.id, job.id]])
})
