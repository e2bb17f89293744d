import { useEffect } from 'preact/hooks'
import { html } from '../html.ts'
import { shownCall } from '../requests.ts'
import { connection } from '../state/feed.ts'
import { faults, overview } from '../state/live.ts'
import { base, sandboxName } from '../state/place.ts'
import { giveToken, tokenQuestion } from '../state/token.ts'
import { report } from '../state/report.ts'
import { view, views, type View } from '../state/view.ts'
import { ClockControls } from './clock.ts'
import { Connect } from './connect.ts'
import { Copy } from '../parts/copy.ts'
import { FaultBanner } from './fault-banner.ts'
import { Faults } from './faults.ts'
import { Journal } from './journal.ts'
import { Lifecycles } from './lifecycles.ts'
import { isNewJobOpen, NewJob } from './new-job.ts'
import { Notice } from '../parts/notice.ts'
import { PlayDemo } from './play-demo.ts'
import { ReportPage } from './report.ts'
import { Sandboxes } from './sandboxes.ts'
import { HelpButton, Shortcuts } from './shortcuts.ts'
import { TimelinePage } from './timeline-page.ts'

const titles: Record<View, string> = {
  timeline: 'Timeline',
  journal: 'Journal',
  faults: 'Faults',
  lifecycles: 'Lifecycles',
  report: 'Report',
  sandboxes: 'Sandboxes',
  connect: 'Connect a client'
}

const pages: Record<View, () => unknown> = {
  timeline: TimelinePage,
  journal: Journal,
  faults: Faults,
  lifecycles: Lifecycles,
  report: ReportPage,
  sandboxes: Sandboxes,
  connect: Connect
}

export function App () {
  useEffect(() => { document.title = `${titles[view.value]} · ${sandboxName} · jobdouble` }, [view.value])
  const Page = pages[view.value]
  return html`
    <a class="skip" href="#main" onClick=${(event: Event) => {
      event.preventDefault()
      document.querySelector<HTMLElement>('main')?.focus()
    }}>Skip to the content</a>
    <nav class="side" aria-label="Views">
      <p class="brand"><img src=${document.querySelector<HTMLLinkElement>('link[rel=icon]')!.href} alt="" width="20" height="20" /> jobdouble <small>${overview.value.version}</small></p>
      <a class="sandbox" href="#/sandboxes" title="Switch the sandbox"><small>sandbox</small> ${sandboxName}</a>
      ${views.map(name => html`<a href=${`#/${name}`} aria-current=${view.value === name ? 'page' : undefined}>${titles[name]} <${Badge} view=${name} /></a>`)}
      <span class="rest"><a href=${`${base}/docs`}>APIs</a><a href=${`${base}/docs/guide`}>Guide</a><${PlayDemo} /></span>
    </nav>
    <header class="top">
      <${ClockControls} />
      <${Connection} />
      <button type="button" class="button primary" onClick=${() => { isNewJobOpen.value = true }}>New job</button>
      <${HelpButton} />
    </header>
    <main id="main" tabindex="-1">
      <${FaultBanner} />
      <${Page} />
    </main>
    <${CallLine} />
    <${Notice} />
    <${Shortcuts} />
    ${isNewJobOpen.value && html`<${NewJob} />`}
    ${tokenQuestion.value !== undefined && html`<${TokenQuestion} reason=${tokenQuestion.value} />`}`
}

/** The number of armed faults, or of errors that the report has found. */
function Badge ({ view }: { view: View }) {
  const counts: Partial<Record<View, number>> = {
    faults: faults.value.filter(({ enabled }) => enabled).length,
    report: report.value?.summary.error ?? 0
  }
  const count = counts[view] ?? 0
  return count === 0 ? null : html`<b class="badge">${count}</b>`
}

const connectionTexts = { connecting: 'Connecting…', open: 'Live', lost: 'The server is gone. Trying again…' }

function Connection () {
  return html`<p role="status" class=${`connection ${connection.value}`}>${connectionTexts[connection.value]}</p>`
}

/** The call of the control that has the pointer or the focus, or that was used last: the page teaches the control API. */
function CallLine () {
  const { curl, result, failed = false } = shownCall.value
  return html`
    <footer class="call" aria-label="Control API call" role="contentinfo">
      ${curl === ''
        ? html`<span class="soft">Point at a control to see the call of the control API that it makes.</span>`
        : html`<code>${curl}</code> ${result !== undefined && html`<b class=${failed ? 'bad' : 'good'}>${failed ? '✕' : '✓'} ${result}</b>`} <${Copy} text=${curl} />`}
    </footer>`
}

function TokenQuestion ({ reason }: { reason: string }) {
  return html`
    <dialog open class="dialog" aria-labelledby="token-title">
      <form method="dialog" onSubmit=${(event: SubmitEvent) => {
        event.preventDefault()
        giveToken(new FormData(event.currentTarget as HTMLFormElement).get('token') as string)
      }}>
        <h2 id="token-title">This server requires a token</h2>
        <p>${reason || 'It is the value of --control-token or JOBDOUBLE_CONTROL_TOKEN. This tab keeps it until it is closed.'}</p>
        <label>Token <input name="token" type="password" required autocomplete="off" ref=${(input: HTMLInputElement | null) => input?.focus()} /></label>
        <button class="button primary">Continue</button>
      </form>
    </dialog>`
}
