import { toMilliseconds, type Transition } from '../jobs/index.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { InvalidField } from '../validation.ts'
import { toClock, toMoment } from './map.ts'
import { AdvancedSchema, AdvanceSchema, ClockChangeSchema, ClockSchema, ErrorSchema, type Advance } from './schema.ts'

/** Reads, sets and advances the clock of a sandbox. */
export function clockRoutes (app: App): void {
  app.get('/__admin/clock', { schema: { operationId: 'getClock', response: { 200: ClockSchema } } }, async ({ sandbox }) =>
    toClock(sandbox.clock.read()))

  app.put('/__admin/clock', { schema: { operationId: 'setClock', body: ClockChangeSchema, response: { 200: ClockSchema, 400: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, body: { now, ...change } }) =>
    toClock(sandbox.clock.set(now === undefined ? change : { ...change, now: Date.parse(now) })))

  app.post('/__admin/clock/advance', { schema: { operationId: 'advanceClock', body: AdvanceSchema, response: { 200: AdvancedSchema, 400: ErrorSchema, 404: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, body }) => {
    const transitions = await advance(sandbox, body)
    return { now: toMoment(sandbox.clock.now()), transitions }
  })
}

async function advance ({ jobs }: Sandbox, { by, to, until }: Advance): Promise<Transition[]> {
  if ([by, to, until].filter(given => given !== undefined).length !== 1) throw new InvalidField('body', 'say one of by, to and until')
  if (by !== undefined) return jobs.advanceBy(toMilliseconds(by)!)
  if (to !== undefined) return jobs.advance(Date.parse(to))
  if (until === 'idle') return jobs.advanceUntilIdle()
  return await jobs.advanceUntil(until!.job, until!.state)
}
