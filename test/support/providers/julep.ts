import type { Test } from 'tap'
import { credentials } from '../credentials.ts'
import { moment, type DoubleOptions } from '../double.ts'
import { julep as double } from './double.ts'

export const key = credentials
export const task = '11111111-2222-4333-8444-555555555555'
export const unknownId = '00000000-0000-4000-8000-000000000000'
export const micros = (seconds: number) => moment(seconds).replace('Z', '000Z')
/** As the observed dialect writes a moment: without a fraction of zero. */
export const brief = (seconds: number) => micros(seconds).replace('.000000Z', 'Z')

export const httpError = (status: number, message: string) => ({ error: { message, code: `http_${status}`, type: 'http_error' } })
export const noSuchWorkflow = { error: { message: 'job not found or invalid', code: 'NOT_FOUND', type: 'rpc_error' } }

/** A double whose requests have a key, and the requests that all tests of executions send. */
export async function julep (t: Test, options: DoubleOptions = {}) {
  const { ask: askAnyone, ...rest } = await double(t, options)
  const ask = async (operation: string, body?: unknown) => await askAnyone(operation, body, key)
  /** Starts an execution. Returns it with the id of its job. */
  const start = async (body: object = { input: {} }, of = task) => {
    const { status, body: execution } = await ask(`POST /api/tasks/${of}/executions`, body)
    t.equal(status, 201)
    return { id: execution.id as string, job: execution.metadata.jobs[0] as string, execution }
  }
  const show = async (id: string) => (await ask(`GET /api/executions/${id}`)).body
  /** Sets the lifecycle of the next execution. */
  const next = async (lifecycle: unknown) => t.equal((await ask('POST /__admin/lifecycles/next', { provider: 'julep', lifecycle })).status, 201)
  return { ...rest, ask, askAnyone, start, show, next }
}
