import { toClockStart, type ClockMode, type ClockStart } from '../time/index.ts'
import { InvalidField, isMoment } from '../validation/index.ts'
import { isObject, type Kind } from './values.ts'

const modes: readonly ClockMode[] = ['real', 'scaled', 'frozen']

/** How a clock starts: a text, or for `start` and the configuration file also an object. */
export const clock: Kind<ClockStart> = {
  takes: 'real, scaled@RATE, frozen or frozen@MOMENT',
  words: modes,
  schema: {
    anyOf: [
      { type: 'string', pattern: '^(real|frozen(@.+)?|scaled@.+)$' },
      {
        type: 'object',
        properties: { mode: { enum: modes }, rate: { type: 'number', minimum: 0 }, now: { type: 'string', format: 'date-time' } },
        additionalProperties: false
      }
    ]
  },
  parse: text => {
    const [, mode, detail] = /^(real|frozen|scaled)(?:[@:=](.+))?$/.exec(text) ?? []
    if (mode === 'frozen') {
      if (detail === undefined) return { mode }
      return isMoment(detail) || /^\d{4}-\d\d-\d\d$/.test(detail) ? toFrozen(Date.parse(detail)) : undefined
    }
    if (mode === 'scaled') return Number(detail) > 0 && Number(detail) <= 1_000_000 ? { mode, rate: Number(detail) } : undefined
    return mode === 'real' && detail === undefined ? { mode } : undefined
  },
  take: value => typeof value === 'string' ? clock.parse(value) : isObject(value) ? toStart(value) : undefined
}

function toFrozen (now: number): ClockStart | undefined {
  return Number.isNaN(now) ? undefined : { mode: 'frozen', now }
}

/** Reads `{ mode, rate, now }`. Throws InvalidField. */
function toStart (given: Record<string, unknown>): ClockStart | undefined {
  const { mode, rate, now, ...rest } = given
  const known = modes.find(known => known === mode)
  // a moment is a string
  const moment = now instanceof Date ? now.getTime() : isMoment(now) ? Date.parse(now as string) : undefined
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw new InvalidField(`clock.${unknown}`, 'is not known; a clock has mode, rate and now')
  if (known === undefined && mode !== undefined) return undefined
  if (rate !== undefined && typeof rate !== 'number') throw new InvalidField('clock.rate', 'must be a number')
  if (now !== undefined && (moment === undefined || Number.isNaN(moment))) {
    throw new InvalidField('clock.now', 'must be a Date or a moment like 2025-01-01T00:00:00.000Z')
  }
  const start = { ...known && { mode: known }, ...rate !== undefined && { rate }, ...moment !== undefined && { now: moment } }
  return toClockStart(start, { mode: 'real' }, 'clock')
}
