import type { Loop, Step } from '../../../client/index.ts'
import { html } from '../html.ts'
import { toPieces } from '../timeline/preview.ts'
import { signs, states, toDuration } from '../words.ts'

/** A lifecycle as a bar, with the time at which each step begins. */
export function LifecyclePreview ({ steps }: { steps: ReadonlyArray<Step | Loop> }) {
  const pieces = toPieces(steps)
  const length = Math.max(1, pieces.at(-1)?.from ?? 1)
  const text = pieces.map(({ state, from, isOpen }) => `${state} at ${toDuration(from)}${isOpen && states.indexOf(state) < states.indexOf('succeeded') ? ' until it is resumed, or without an end' : ''}`).join(', ')
  return html`
    <svg class="preview" viewBox="0 0 400 40" role="img" aria-label=${text}>
      ${pieces.map(({ state, from, until }, index) => {
        const x = 4 + 352 * from / length
        const isLast = index === pieces.length - 1
        const width = isLast ? 36 : Math.max(1, 352 * (until - from) / length)
        return html`<g class=${state}>
          <rect x=${x} y=${state === 'queued' ? 12 : 8} width=${width} height=${state === 'queued' ? 6 : 14} rx="1" class="piece" />
          ${(isLast || width > 26) && html`<text x=${isLast ? 396 : x + 1} y="36" text-anchor=${isLast ? 'end' : 'start'}>${signs[state]} ${toDuration(from)}</text>`}
        </g>`
      })}
    </svg>`
}
