import { toIso } from '../../../time/index.ts'
import { toDuration } from '../../statistics.ts'
import type { JobTimeline, Tick } from '../../timeline.ts'
import { html, nothing, type Markup } from './markup.ts'
import type { Places } from './places.ts'

/** How a request is drawn. */
type Kind = 'good' | 'error' | 'fault' | 'open'

/** The shape of each kind, around 0,0: none is told by its colour alone. */
const shapes: Readonly<Record<Kind, string>> = {
  good: 'M0,-9 V9',
  error: 'M-5,-5 L5,5 M5,-5 L-5,5',
  fault: 'M0,-7 L6,0 L0,7 L-6,0 Z',
  open: 'M0,-9 V9'
}

const meanings: Readonly<Record<Kind, string>> = {
  good: 'good response',
  error: 'failed',
  fault: 'with a fault',
  open: 'pending, or left by the client'
}

export function kindOf ({ faults, outcome, status }: Tick): Kind {
  if (faults.length > 0) return 'fault'
  if (outcome === 'pending' || outcome === 'left') return 'open'
  return outcome === 'cut' || status === null || status >= 400 ? 'error' : 'good'
}

export function toLegend (): Markup {
  const toMark = (kind: Kind) => html`<g class="tick ${kind}" transform="translate(7 11)"><path d="${shapes[kind]}"/></g>`
  const toItem = (kind: Kind) => html`<li><svg width="14" height="22" aria-hidden="true">${toMark(kind)}</svg>${meanings[kind]}</li>`
  return html`<ul class="legend">${(['good', 'error', 'fault', 'open'] as const).map(toItem)}<li>▲ part of a finding</li></ul>`
}

/** The narrowest band, as a share of the chart, that has room for the name of its state. */
const labelled = 0.06

/** The states of a job as bands, and under them a tick for each request. Lengths are percentages: the chart fits any width. */
export function toChart ({ sandbox, job, steps, requests }: JobTimeline, anchor: string, places: Places): Markup {
  const times = [...steps, ...requests].map(({ at }) => Date.parse(at))
  const from = Math.min(...times)
  const span = Math.max(1, Math.max(...times) - from) * 1.04 // space for what is at the end
  const toPercent = (time: number) => `${Math.round(10_000 * time / span) / 100}%`
  const bands = steps.map(({ state, at }, index) => {
    const begin = Date.parse(at) - from
    const end = index + 1 < steps.length ? Date.parse(steps[index + 1]!.at) - from : span
    const label = end - begin < labelled * span ? nothing : html`<text x="6" y="15">${state}</text>`
    const place = html`x="${toPercent(begin)}" width="${toPercent(end - begin)}" height="22"`
    return html`<svg class="band ${state}" ${place}><title>${state} from ${at}</title><rect width="100%" height="22" rx="2"/>${label}</svg>
`
  })
  const ticks = requests.map(tick => {
    const x = toPercent(Date.parse(tick.at) - from)
    return toTick(tick, x, `${anchor}-${tick.id}`, places.rulesOf(sandbox, tick.id), from)
  })
  const end = html`<text class="soft" x="100%" y="81" text-anchor="end">+${toDuration(span / 1.04)}</text>`
  return html`<figure><svg width="100%" height="84" role="img" aria-label="Timeline of job ${job}">
${bands}<line class="axis" x1="0" x2="100%" y1="66" y2="66"/>
${ticks}<text class="soft" x="0" y="81">${toIso(from)}</text>${end}
</svg></figure>`
}

function toTick (tick: Tick, x: string, anchor: string, rules: readonly string[], from: number): Markup {
  const { id, at, method, path, status, outcome, duration, faults } = tick
  const took = duration === null ? '' : ` in ${toDuration(duration)}`
  const facts = [
    `${id} at +${toDuration(Date.parse(at) - from)}: ${method} ${path} → ${status ?? outcome}${took}`,
    ...faults.length > 0 ? [`faults: ${faults.join(', ')}`] : [],
    ...rules.length > 0 ? [`findings: ${rules.join(', ')}`] : []
  ]
  const kind = kindOf(tick)
  const mark = rules.length === 0 ? nothing : html`<path class="mark" d="M0,13 L5,22 L-5,22 Z"/>`
  const shape = html`<rect x="-6" y="-12" width="12" height="38"/><path d="${shapes[kind]}"/>`
  return html`<svg x="${x}" y="40"><a href="#${anchor}" class="tick ${kind}"><title>${facts.join('\n')}</title>${shape}${mark}</a></svg>
`
}
