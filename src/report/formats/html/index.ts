import { severities } from '../../rule.ts'
import type { Report } from '../../report.ts'
import { count } from '../../statistics.ts'
import { toCovered } from '../text.ts'
import { toCoverageSection } from './coverage.ts'
import { toFindingSections } from './findings.ts'
import { toJobSection } from './jobs.ts'
import { html, type Markup } from './markup.ts'
import { Places } from './places.ts'
import { style, styleSource } from './style.ts'

/** A page may load nothing, run nothing and send nothing. */
const policy = `default-src 'none'; style-src ${styleSource}; base-uri 'none'; form-action 'none'`

/** The report as one page without scripts, for a browser or for printing, in pieces. */
export function * toHtml (report: Report): Iterable<string> {
  const { ok, checked } = report
  const places = new Places(report)
  const title = `jobdouble report: ${ok ? 'good' : 'not good'}`
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header class="${ok ? 'good' : 'bad'}">
<h1>${title}</h1>
${toCounts(report)}
<p>${toCovered(report)}</p>
</header>
<main>
`.toString()
  for (const part of toFindingSections(report, places)) yield part.toString()
  for (const part of toJobSection(report, places)) yield part.toString()
  yield html`
${toCoverageSection(report)}
<section><h2>Rules</h2>
<details><summary>What each of the ${count(checked.length, 'rule')} was applied to</summary>
<div class="scroll"><table><thead><tr><th>rule</th><th>conversations</th><th>violated</th><th>undecided</th></tr></thead><tbody>
${checked.map(toRow)}</tbody></table></div></details></section>
</main>
</body>
</html>
`.toString()
}

function toRow ({ rule, conversations, violated, undecided }: Report['checked'][number]): Markup {
  const numbers = [conversations, violated, undecided].map(number => html`<td class="number">${number}</td>`)
  return html`<tr><td><code>${rule}</code></td>${numbers}</tr>
`
}

function toCounts ({ summary }: Report): Markup {
  const toItem = (kind: string, number: number, text: string) => html`<li class="${number === 0 ? 'none' : kind}">${text}</li>`
  return html`<ul class="counts">${[
    ...severities.map(severity => toItem(severity, summary[severity], count(summary[severity], severity))),
    toItem('undecided', summary.undecided, `${summary.undecided} undecided`)
  ]}</ul>`
}
