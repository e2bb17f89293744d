import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { share } from '../support/e2e/program.ts'

/** Runs the curl line of a file with its host replaced, and returns status and body. */
function curl (file: string, host: string, base: string): unknown {
  const line = readFileSync(new URL(`documented/${file}.sh`, import.meta.url), 'utf8').replace(host, base).trim()
  const output = execFileSync('sh', ['-c', `${line} --silent --write-out '\\n%{http_code}'`], { encoding: 'utf8' })
  const [body = '', status] = output.split(/\n(?=\d+$)/)
  return { status: Number(status), body: JSON.parse(body) }
}

t.test('the requests in the documentation get the documented responses, with only the host changed', async t => {
  const demo = `${await share([])}/@demo`

  t.same(curl('starfish', 'https://api.starfishdata.ai', demo), {
    status: 200, body: { jobId: '3f2c6a0e-8b1d-4c57-9e42-6d0f1a7b5c38', status: 'COMPLETE', type: 'GENERATION', success: true }
  })
  t.same(curl('immuta', 'https://your-immuta-url.com', demo), {
    status: 200, body: { 'cefb58a0-cd71-11ec-8e29-81c20d280994': { id: 'cefb58a0-cd71-11ec-8e29-81c20d280994', state: 'completed', output: null } }
  })
  t.match(curl('julep', 'https://api.julep.ai', demo), {
    status: 200, body: { id: '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47', state: 'succeeded', progress: 100 }
  })
  t.match(curl('waveline', 'https://waveline.ai', demo), {
    status: 200, body: { id: 'a5ecc735-c48e-43ea-a739-d42bfb19edb3', status: 'COMPLETED', urls: { get: `${demo}/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3` } }
  })
  t.same(curl('datasaur-check-job', 'https://app.datasaur.ai', demo), {
    status: 200, body: { data: { result: { id: 'AutoLabelQueue:dcbf6ed3-3841-46c1-8f6a-2affb53ac637', status: 'DELIVERED', progress: 0 } }, extensions: {} }
  })
  t.match(curl('datasaur-auto-label', 'https://app.datasaur.ai', demo), {
    status: 200, body: { data: { result: { id: /^AutoLabelQueue:/, status: 'QUEUED', progress: 0 } }, extensions: {} }
  })
})

t.test('an unknown job gets the documented response', async t => {
  const url = await share([])
  t.match(curl('starfish', 'https://api.starfishdata.ai', url), { status: 404, body: { error: String } })
  t.same(curl('immuta', 'https://your-immuta-url.com', url), { status: 200, body: {} })
  t.match(curl('julep', 'https://api.julep.ai', url), { status: 404, body: { detail: String } })
  t.match(curl('waveline', 'https://waveline.ai', url), { status: 404, body: { error: String } })
  t.same(curl('datasaur-check-job', 'https://app.datasaur.ai', url), { status: 200, body: { data: { result: null }, extensions: {} } })
})
