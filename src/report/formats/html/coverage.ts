import type { Coverage, Share } from '../../coverage.ts'
import type { Report } from '../../report.ts'
import { html, nothing, type Markup } from './markup.ts'

/** What the clients of each provider have met, and what they have not. */
export function toCoverageSection ({ coverage }: Report): Markup {
  if (coverage.length === 0) return nothing
  return html`<section><h2>Coverage</h2>
<p class="soft">What the clients have met of each provider that they used. What they have not met, they have not been tested with.</p>
${coverage.map(toProvider)}</section>`
}

function toProvider ({ provider, operations, responses, states, faults }: Coverage): Markup {
  const shares: Array<[string, Share]> = [['operations', operations], ['responses', responses], ['states', states], ['faults', faults]]
  return html`<article class="job"><h3>${provider}</h3>
<div class="scroll"><table class="coverage"><tbody>${shares.map(([name, share]) => toRow(name, share))}</tbody></table></div></article>
`
}

function toRow (name: string, { met, missed }: Share): Markup {
  const all = met.length + missed.length
  const percent = all === 0 ? 0 : Math.round(100 * met.length / all)
  const bar = html`<rect width="100%" height="10" rx="3"/><rect class="met" width="${percent}%" height="10" rx="3"/>`
  const list = missed.map(item => html`<code>${item}</code><br>`)
  return html`<tr><th scope="row">${name}</th><td class="number">${met.length} of ${all}</td>
<td class="narrow-hidden"><svg class="share" height="10" role="img" aria-label="${percent} %">${bar}</svg></td>
<td>${missed.length === 0 ? 'all' : html`<details><summary>${missed.length} not met</summary>${list}</details>`}</td></tr>
`
}
