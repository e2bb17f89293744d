import { useEffect, useRef } from 'preact/hooks'
import type { ClockMode } from '../../../client/index.ts'
import { call } from '../curl.ts'
import { html } from '../html.ts'
import { clock, now, setClock } from '../state/clock.ts'
import { followTables, onFrame } from '../state/frame.ts'
import { jobs } from '../state/live.ts'
import { Action, run, showing } from '../parts/action.ts'

const advance = (body: object) => call('POST /__admin/clock/advance', body)
const rates = [10, 60, 600, 3600]

/** The steps by which the clock is advanced, with their keys. */
export const advances = [
  { key: '1', text: '+1 s', label: 'Advance by one second', call: () => advance({ by: '1s' }) },
  { key: '2', text: '+10 s', label: 'Advance by ten seconds', call: () => advance({ by: '10s' }) },
  { key: '3', text: '+1 min', label: 'Advance by one minute', call: () => advance({ by: '1m' }) },
  { key: 'x', text: 'Next', label: 'Advance to the next transition', call: nextTransition },
  { key: 'i', text: 'Idle', label: 'Advance until no job changes with time', call: () => advance({ until: 'idle' }) }
] as const

/** To the earliest step of any job; the moment itself is in the call. */
function nextTransition () {
  const time = now()
  let earliest = Infinity
  for (let job = 0; job < jobs.size; job++) if (!jobs.isFinal(job)) earliest = Math.min(earliest, jobs.nextStepAt(job, time))
  return earliest === Infinity ? advance({ until: 'idle' }) : advance({ to: new Date(earliest).toISOString() })
}

export function setMode (mode: ClockMode, rate?: number) {
  return call('PUT /__admin/clock', { mode, ...rate !== undefined && { rate } })
}

const apply = (reading: unknown) => { setClock(reading as Parameters<typeof setClock>[0]) }

/** The clock of the sandbox and everything that moves it. */
export function ClockControls () {
  followTables()
  const { mode, rate } = clock.value
  return html`
    <section class="clock" aria-label="Clock">
      <${Time} />
      <div class="group" role="group" aria-label="Mode">
        <${Action} call=${setMode('real')} onDone=${apply} pressed=${mode === 'real'} label="Run in real time">Run</${Action}>
        <${Action} call=${setMode('frozen')} onDone=${apply} pressed=${mode === 'frozen'} label="Freeze the clock">Freeze</${Action}>
        <label class=${`rate${mode === 'scaled' ? ' pressed' : ''}`}><span class="hidden">Rate</span>
          <${RateSelect} rate=${mode === 'scaled' ? rate : undefined} /></label>
      </div>
      <div class="group" role="group" aria-label="Advance">
        ${advances.map(({ text, label, call }) => html`<${Action} call=${call} label=${label}>${text}</${Action}>`)}
      </div>
    </section>`
}

function RateSelect ({ rate }: { rate: number | undefined }) {
  const known = rate === undefined || rates.includes(rate) ? rates : [rate, ...rates]
  return html`<select value=${rate ?? ''} aria-label="Run faster" ...${showing(setMode('scaled', rate ?? rates[0]))} onChange=${(event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement
    if (value !== '') run(setMode('scaled', Number(value)), apply)
  }}>
    <option value="">× rate</option>
    ${known.map(rate => html`<option value=${rate}>× ${rate}</option>`)}
  </select>`
}

/** The digits change in each frame, without Preact: nothing else does. */
function Time () {
  const digits = useRef<HTMLElement>(null)
  useEffect(() => {
    const write = () => {
      const text = new Date(now()).toISOString()
      const [date, time] = [text.slice(0, 10), text.slice(11, 23)]
      const [first, second] = digits.current!.children as unknown as [HTMLElement, HTMLElement]
      if (first.textContent !== date) first.textContent = date
      if (second.textContent !== time) second.textContent = time
    }
    write()
    return onFrame(write)
  }, [])
  return html`<time class="time" ref=${digits} aria-label="Time of the sandbox"><small></small><b></b></time>`
}
