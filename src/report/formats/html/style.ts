import { hash } from 'node:crypto'
import { Markup } from './markup.ts'

const css = `
:root {
  color-scheme: light dark; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  --page: #fff; --card: #f6f7f9; --line: #d5d9e0; --text: #1b1f27; --soft: #59616f; --link: #0b57b4;
  --error: #b3261e; --warning: #8a5300; --info: #0b57b4; --undecided: #59616f; --good: #17693a;
  --queued: #dfe3e9; --running: #b9d6fb; --retrying: #fbdca4; --waiting: #dccdf7;
  --succeeded: #b5e3c4; --failed: #f5bdb8; --cancelled: #cfd6df; --expired: #e4d2be;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --card: #1d2128; --line: #363c47; --text: #e7eaef; --soft: #a0a8b5; --link: #8ab8ff;
    --error: #ff938a; --warning: #f2bb63; --info: #8ab8ff; --undecided: #a0a8b5; --good: #7ad39a;
    --queued: #3a414c; --running: #1f4a80; --retrying: #6b4a0e; --waiting: #4c3a7a;
    --succeeded: #1d5c36; --failed: #7a2b26; --cancelled: #454d59; --expired: #5c4630;
  }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--text); overflow-wrap: anywhere }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 0 } h3 .soft { font-weight: 400 }
p { margin: .35rem 0 }
a { color: var(--link) }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
article {
  background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--soft);
  border-radius: 6px; padding: .75rem 1rem; margin: .75rem 0
}
article.error { border-left-color: var(--error) }
article.warning { border-left-color: var(--warning) }
article.info { border-left-color: var(--info) }
article.job { border-left-width: 1px }
header.good { border-left: 6px solid var(--good); padding-left: 1rem }
header.bad { border-left: 6px solid var(--error); padding-left: 1rem }
.badge { font-weight: 600; white-space: nowrap }
.error > h3 .badge, .counts .error { color: var(--error) }
.warning > h3 .badge, .counts .warning { color: var(--warning) }
.info > h3 .badge, .counts .info { color: var(--info) }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: .5rem 0; padding: 0; font-weight: 600 }
.counts .undecided, .soft, dt, figcaption { color: var(--soft) } .counts .none { color: var(--soft); font-weight: 400 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 } dd { margin: 0 }
.ids a, .ids code { white-space: nowrap }
ol.found { margin: .5rem 0 0; padding-left: 1.5rem } ol.found li { margin: .5rem 0 }
summary { cursor: pointer; color: var(--link) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 600; white-space: nowrap }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.path { min-width: 14rem }
tr:target, article:target { outline: 2px solid var(--link); outline-offset: -2px }
figure { margin: .75rem 0 .25rem } svg { display: block; overflow: visible } svg svg.band { overflow: hidden }
svg text { font: 12px system-ui, sans-serif; fill: var(--text) } svg text.soft { fill: var(--soft) }
.queued rect { fill: var(--queued) }
.running rect { fill: var(--running) }
.retrying rect { fill: var(--retrying) }
.waiting rect { fill: var(--waiting) }
.succeeded rect { fill: var(--succeeded) }
.failed rect { fill: var(--failed) }
.cancelled rect { fill: var(--cancelled) }
.expired rect { fill: var(--expired) }
.tick path { fill: none; stroke: var(--text); stroke-width: 1.5 } .tick.error path { stroke: var(--error); stroke-width: 2.25 }
.tick.fault path { fill: var(--warning); stroke: var(--warning) }
.tick.open path { stroke: var(--soft); stroke-dasharray: 2 2 }
.tick path.mark { fill: var(--error); stroke: none }
.tick rect { fill: transparent } .tick:hover rect { fill: var(--line) } .tick:focus-visible { outline: 2px solid var(--link) }
.axis { stroke: var(--line) } .share rect { fill: var(--line) } .share rect.met { fill: var(--good) }
.legend {
  display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
  margin: .5rem 0; padding: 0; font-size: .875rem; color: var(--soft)
}
.legend li { display: flex; gap: .4rem; align-items: center }
.share { max-width: 12rem; width: 100%; margin-top: .45rem }
.coverage th { width: 7rem }
.coverage td.number { width: 6rem }
.coverage td.narrow-hidden { width: 14rem }
@media (max-width: 34rem) {
  body { padding: 1rem .75rem 3rem }
  article { padding: .6rem .75rem }
  dl { grid-template-columns: 1fr }
  dd { margin-bottom: .35rem }
  ol.found { padding-left: 1.2rem }
  .narrow-hidden { display: none }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11px } article { break-inside: avoid; background: none } h2, h3 { break-after: avoid }
  svg, article { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  details::details-content { content-visibility: visible; block-size: auto }
  a { color: inherit; text-decoration: none }
}
`

export const style = new Markup(css)

/** What a content security policy must allow: the style and nothing else. */
export const styleSource = `'sha256-${hash('sha256', css, 'base64')}'`
