import { execFile } from 'node:child_process'
import t from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve } from '../support/e2e/program.ts'

/** The exit code of curl, and the body that it received. */
async function curl (url: string, ...args: string[]): Promise<[code: number, text: string]> {
  return await new Promise(resolve => execFile('curl', ['-s', '-H', 'authorization: Bearer k', ...args, url], (error, stdout) => resolve([error === null ? 0 : error.code as number, stdout])))
}

t.test('curl exits with a different code for each fault of the connection', async t => {
  const url = await sandbox()
  await ask(t, url, 'POST /__admin/faults', { then: { status: 503 } })
  const codes = []
  for (const then of [{ status: 503 }, { connection: 'reset' }, { connection: 'empty' }, { connection: 'truncate' }, { connection: 'hang' }]) {
    await ask(t, url, 'PATCH /__admin/faults/fault-1', { then })
    const [code] = await curl(`${url}/api/v1/jobs`, '--max-time', '1')
    codes.push(code)
  }
  t.same(codes, [0, 56, 52, 18, 28])
})

t.test('a signal ends delayed, dripping and hanging responses, and the program exits with 0', async t => {
  const { url, child, ended } = await serve(t, ['--clock', 'frozen'])
  const orders = [
    { match: { provider: 'waveline' }, then: { connection: 'hang' } },
    { match: { provider: 'immuta' }, then: { delay: '2h' } },
    { match: { provider: 'julep' }, then: { drip: '2h' } }
  ]
  for (const order of orders) await ask(t, url, 'POST /__admin/faults', order)
  const responses = [curl(`${url}/api/v1/jobs`), curl(`${url}/jobs/summary`), curl(`${url}/api/jobs/unknown`)]
  const held = async () => (await ask(t, url, 'GET /__admin/faults')).items.map((fault: { held: number }) => fault.held)
  while ((await held()).includes(0));
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  const [[hung], [delayed, summary], [dripped, problem]] = await Promise.all(responses) as [[number], [number, string], [number, string]]
  t.same([hung, delayed, dripped], [52, 0, 0])
  t.match(JSON.parse(summary), {})
  t.match(problem, /uuid_parsing/)
})

t.test('a response with a fault names the fault, unless --no-fault-header is set', async t => {
  for (const [args, header] of [[[], 'fault-1'], [['--no-fault-header'], null]] as const) {
    const { url } = await serve(t, args)
    await ask(t, url, 'POST /__admin/faults', { profile: 'rate-limited' })
    await ask(t, url, 'PATCH /__admin/faults/fault-1', { then: { status: 503 } })
    const { status, headers } = await fetch(`${url}/api/v1/jobs`)
    t.same([status, headers.get('x-jobdouble-fault')], [503, header])
  }
})
