import { toMilliseconds, type Transition } from '../jobs/index.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { InvalidField } from '../validation.ts'
import { fromClock, toClock, toMoment } from './map.ts'
import { AdvancedSchema, AdvanceSchema, ClockChangeSchema, ClockSchema, ErrorSchema, type Advance } from './schema.ts'

/** Reads, sets and advances the clock of a sandbox. */
export function clockRoutes (app: App): void {
  app.get('/__admin/clock', { schema: { operationId: 'getClock', response: { 200: ClockSchema } } }, async ({ sandbox }) =>
    toClock(sandbox.clock.read()))

  app.put('/__admin/clock', { schema: { operationId: 'setClock', body: ClockChangeSchema, response: { 200: ClockSchema, 400: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, body }) =>
    toClock(await announced(sandbox, () => sandbox.clock.set(fromClock(body)))))

  app.post('/__admin/clock/advance', { schema: { operationId: 'advanceClock', body: AdvanceSchema, response: { 200: AdvancedSchema, 400: ErrorSchema, 404: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, body }) => {
    const transitions = await announced(sandbox, () => advance(sandbox, body))
    return { now: toMoment(sandbox.clock.now()), transitions }
  })
}

/** Tells those who follow the sandbox where its clock stands after a change, and also where it was stopped on its way. */
export async function announced<T> ({ clock, events }: Sandbox, change: () => T | Promise<T>): Promise<T> {
  const announce = () => events.add('clock', toClock(clock.read()))
  try {
    const result = await change()
    announce()
    return result
  } catch (error) {
    if ((error as { code?: string }).code === 'CLOCK_TOO_MANY_STEPS') announce()
    throw error
  }
}

async function advance ({ jobs }: Sandbox, { by, to, until }: Advance): Promise<Transition[]> {
  if ([by, to, until].filter(given => given !== undefined).length !== 1) throw new InvalidField('body', 'say one of by, to and until')
  if (by !== undefined) return jobs.advance.by(toMilliseconds(by)!)
  if (to !== undefined) return jobs.advance.to(Date.parse(to))
  if (until === 'idle') return jobs.advance.untilIdle()
  return await jobs.advance.until(until!.job, until!.state)
}
