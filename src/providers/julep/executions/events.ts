import type { Seed } from '../../../random/index.ts'
import type { Dialect } from '../../../sandboxes/index.ts'
import { toPython } from '../python.ts'
import { shownIn, toStatus, toTransitions, type DatedTransition } from './map.ts'
import type { StreamEvents } from './stream.ts'

/** The events of `status.stream`. */
export function statusEvents (dialect: Dialect): StreamEvents {
  const toData: StreamEvents['atOnce'] = (view, changes) => [JSON.stringify(toStatus(view, dialect, changes))]
  return { atOnce: toData, atChange: (view, changes) => shownIn(dialect, changes).at(-1) === changes.at(-1) ? toData(view, changes) : [] }
}

/** The server sends the text that Python makes of a dictionary, with a moment in its own format (observed). */
const write: Readonly<Record<Dialect, (event: object) => string>> = { documented: JSON.stringify, observed: toPython }

/** The events of `transitions.stream`. `token` is the `next_page_token` of the last event that the client has read. */
export function transitionEvents (seed: Seed, dialect: Dialect, token: string | null | undefined): StreamEvents {
  const read = fromToken(token)
  const toEvent = ({ body: { type, output, created_at: created } }: DatedTransition, index: number) =>
    write[dialect]({ transition: { type, output, created_at: toMoment(created, dialect) }, next_page_token: toToken(index + 1) })
  return {
    atOnce: (view, changes) => toTransitions(view, seed, dialect, changes).map(toEvent).slice(read),
    atChange (view, changes) {
      const transitions = toTransitions(view, seed, dialect, changes)
      return changes.at(-1)!.transition === null
        ? []
        : [toEvent(transitions.at(-1)!, transitions.length - 1)].slice(transitions.length > read ? 0 : 1)
    }
  }
}

function toMoment (created: string, dialect: Dialect): string {
  return dialect === 'observed' ? created.replace('Z', '+00:00') : created
}

/** How many transitions a client has read. The token of the server is opaque too. */
function toToken (count: number): string {
  return Buffer.from(String(count)).toString('base64')
}

/** An unknown token begins with the first transition. */
function fromToken (token: string | null | undefined): number {
  const count = Number(Buffer.from(token ?? '', 'base64').toString())
  return Number.isInteger(count) ? count : 0
}
