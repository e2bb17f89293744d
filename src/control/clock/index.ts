import type { Transition } from '../../jobs/index.ts'
import { checkedMilliseconds, toIso } from '../../time/index.ts'
import type { App } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { fromClock, toClock } from '../map.ts'
import { advanceClock, getClock, setClock, type Advance } from './schema.ts'

/** Reads, sets and advances the clock of a sandbox. */
export function clockRoutes (app: App): void {
  app.get('/__admin/clock', { schema: getClock }, ({ sandbox }) =>
    toClock(sandbox.clock.read()))

  app.put('/__admin/clock', { schema: setClock }, ({ sandbox, body }) =>
    toClock(announced(sandbox, () => sandbox.clock.set(fromClock(body)))))

  app.post('/__admin/clock/advance', { schema: advanceClock }, ({ sandbox, body }) => {
    const transitions = announced(sandbox, () => advance(sandbox, body))
    return { now: toIso(sandbox.clock.now()), transitions }
  })
}

/** Changes the clock and adds an event with its new time, also if an advance stopped early. */
export function announced<T> ({ clock, events }: Sandbox, change: () => T): T {
  const announce = () => events.add('clock', toClock(clock.read()))
  try {
    const result = change()
    announce()
    return result
  } catch (error) {
    if ((error as { code?: string }).code === 'CLOCK_TOO_MANY_STEPS') announce()
    throw error
  }
}

function advance ({ jobs }: Sandbox, { by, to, until }: Advance): Transition[] {
  const given = [by, to, until].filter(value => value !== undefined)
  if (given.length !== 1) throw new InvalidField('body', 'must have exactly one of by, to and until')
  if (by !== undefined) return jobs.advance.by(checkedMilliseconds(by))
  if (to !== undefined) return jobs.advance.to(Date.parse(to))
  if (until === 'idle') return jobs.advance.untilIdle()
  // exactly one is given, and it is not `by` or `to`
  return jobs.advance.until(until!.job, until!.state)
}
