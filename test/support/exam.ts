import { setTimeout as sleep } from 'node:timers/promises'
import type { Env, Scenario } from '../../src/index.ts'

/** A job that takes three polls on a clock that advances with each. */
export const quick: Scenario = {
  name: 'quick',
  description: 'A job that succeeds.',
  lifecycle: { steps: [{ state: 'running' }, { state: 'succeeded', after: '4s' }] },
  clock: { advance: '2s' }
}

/** A request to Waveline. Resolves with the status and the body. */
export async function ask (env: Env, path: string, body?: object): Promise<{ status: number, body: any }> {
  const response = await fetch(`${env.WAVELINE_BASE_URL}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${env.WAVELINE_API_KEY}`, 'content-type': 'application/json' },
    ...body && { body: JSON.stringify(body) }
  })
  return { status: response.status, body: await response.json() }
}

export async function startJob (env: Env): Promise<string> {
  const { body } = await ask(env, '/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: 'http://localhost/a.pdf' })
  return body.id
}

/** Waits for a job; retries a failure after a pause. `pause` in ms. */
export async function waitForJob (env: Env, { pause = 100, retries = 3 } = {}): Promise<void> {
  const id = await startJob(env)
  for (let polls = 0; polls < 20; polls++) {
    const { status, body } = await ask(env, `/jobs/${id}`).catch(() => ({ status: 599, body: undefined }))
    if (body?.status === 'COMPLETED') return
    if (body?.status === 'FAILED') throw new Error('the job has failed')
    if (status !== 200 && retries-- === 0) throw new Error(`Waveline responded ${status}`)
    await sleep(pause)
  }
  throw new Error('the job has not ended')
}
