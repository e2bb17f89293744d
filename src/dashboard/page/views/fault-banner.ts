import { html } from '../html.ts'
import { faults } from '../state/live.ts'

/** Says that faults are armed, over every view: what clients see is not what the jobs are. */
export function FaultBanner () {
  const armed = faults.value.filter(({ enabled }) => enabled)
  if (armed.length === 0) return null
  const fired = armed.reduce((sum, { fired }) => sum + fired, 0)
  return html`
    <div class="armed" role="status">
      <b>▲ ${armed.length === 1 ? 'A fault is armed' : `${armed.length} faults are armed`}</b>
      <span>${armed.slice(0, 3).map(describeFault).join(' · ')}${armed.length > 3 ? ' …' : ''}</span>
      <span class="soft">fired ${fired} ${fired === 1 ? 'time' : 'times'}</span>
      <a class="button" href="#/faults">Show</a>
    </div>`
}

/** `503 on waveline.getJob` */
export function describeFault ({ name, match, then }: { name?: string, match: object, then: object }): string {
  const actions = Object.entries(then).map(([key, value]) => key === 'status' ? `${value}` : `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const { operation, provider, job } = match as { operation?: string, provider?: string, job?: string }
  return `${name ?? actions.join(', ')} on ${operation ?? provider ?? 'every request'}${job === undefined ? '' : ` of ${job}`}`
}
