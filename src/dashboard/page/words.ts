import type { State } from '../../client/index.ts'

/** In the order in which the page lists them; the tables of jobs keep the index of a state. */
export const states = [
  'queued', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'cancelled', 'expired'
] as const satisfies readonly State[]

/** A sign for each state, so that colour alone never tells two apart. */
export const signs = {
  queued: '○', running: '●', retrying: '↻', waiting: '‖', succeeded: '✓', failed: '✕', cancelled: '⊘', expired: '◷'
} as const satisfies Record<State, string>

/** From this index on, a state is final. */
export const firstFinal = states.indexOf('succeeded')

/** `1500` → `1.5 s`, `3723000` → `1 h 2 min`: at most two units. */
export function toDuration (ms: number): string {
  if (ms === 0) return '0 s'
  if (ms < 1000) return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(ms < 10_000 ? 1 : 0))} s`
  const [size, name, part, partName] = units.find(([size]) => ms >= size)!
  const rest = Math.floor((ms % size) / part)
  return `${Math.floor(ms / size)} ${name}${rest > 0 ? ` ${rest} ${partName}` : ''}`
}

/** A unit (ms) and the next smaller one. The last is the smallest that is needed. */
const units: Array<[size: number, name: string, part: number, partName: string]> = [
  [86_400_000, 'd', 3_600_000, 'h'],
  [3_600_000, 'h', 60_000, 'min'],
  [60_000, 'min', 1000, 's']
]

/** `12:00:05.250`, in UTC like every time of the control API. */
export function toTime (ms: number, digits: 0 | 3 = 3): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(11, digits === 0 ? 19 : 23) : '—'
}
