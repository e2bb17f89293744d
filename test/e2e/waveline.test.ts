import t from 'tap'
import { misfits, pdfOf } from '../support/providers/waveline-documents.ts'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve } from '../support/e2e/program.ts'

const shape = [
  { name: 'full_name', type: 'string', description: 'Given name and family name' },
  { name: 'age', type: 'number' },
  { name: 'positions', type: 'object', isArray: true, elements: [{ name: 'title', type: 'string' }, { name: 'is_current', type: 'boolean' }] }
] as const
const document = { fileName: 'resume.pdf', contentType: 'application/pdf', file: pdfOf(3).toString('base64') }

t.test('a client extracts from a PDF, polls until the job is done, and does it again with a guessed shape', async t => {
  const { url, output } = await serve(t, ['--clock', 'frozen'])
  const poll = async ({ urls }: { urls: { get: string } }) => await ask(t, '', `GET ${urls.get}`)
  const finish = async (job: { urls: { get: string } }) => {
    const seen = []
    for (const by of ['0s', '1s', '4s']) {
      await ask(t, url, 'POST /__admin/clock/advance', { by })
      seen.push(await poll(job))
    }
    t.same(seen.map(({ status, result }) => [status, result !== null]), [['CREATED', false], ['RUNNING', false], ['COMPLETED', true]])
    return seen.at(-1)
  }

  const extraction = await ask(t, url, 'POST /api/v1/extract-document', { ...document, shape })
  t.match(extraction, { status: 'CREATED', type: 'extract-document', pages: 3, fileName: 'resume.pdf', result: null, urls: { get: `${url}/api/v1/jobs/${extraction.id}` } })
  const { result } = await finish(extraction)
  t.same(misfits(result, shape), [])
  t.same((await poll(extraction)).result, result)

  const guess = await ask(t, url, 'POST /api/v1/guess-shape', document)
  const { shape: guessed } = (await finish(guess)).result
  const second = await ask(t, url, 'POST /api/v1/extract-document', { ...document, shape: guessed })
  t.same(misfits((await finish(second)).result, guessed), [])

  const { items, total } = await ask(t, url, 'GET /api/v1/jobs?count=2')
  t.same([total, items.map(({ id, type }: { id: string, type: string }) => [id, type])], [3, [[second.id, 'extract-document'], [guess.id, 'guess-shape']]])
  t.equal(output.stdout, `jobdouble ready on ${url}\n`)
})

t.test('the next job of a sandbox can be made to fail; the one after it succeeds', async t => {
  const shop = await sandbox()
  await ask(t, shop, 'POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: 'failure' })
  const jobs = [await ask(t, shop, 'POST /api/v1/extract-document', { ...document, shape }), await ask(t, shop, 'POST /api/v1/extract-document', { ...document, shape })]
  t.equal(jobs[0].urls.get, `${shop}/api/v1/jobs/${jobs[0].id}`)
  await ask(t, shop, 'POST /__admin/clock/advance', { until: 'idle' })
  t.match(await Promise.all(jobs.map(({ urls }) => ask(t, '', `GET ${urls.get}`))), [{ status: 'FAILED', result: null }, { status: 'COMPLETED', result: Object }])
})

t.test('a file that is not a PDF, a broken PDF and an invalid shape are rejected', async t => {
  const url = await sandbox()
  for (const [file, error] of [['bm8gcGRm', 'file is not a readable PDF'], [document.file.slice(0, 40), 'file is not a readable PDF'], ['?', 'file must be base64 text']]) {
    t.same(await ask(t, url, 'POST /api/v1/guess-shape', { ...document, file }), { error })
  }
  t.same(await ask(t, url, 'POST /api/v1/extract-document', { ...document, shape: [{ name: 'a', type: 'date' }] }), { error: 'shape[0].type must be one of string, number, boolean, object' })
  t.equal((await ask(t, url, 'GET /api/v1/jobs')).total, 0)
})
