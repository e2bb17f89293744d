import type { Report } from '../report.ts'
import { toCtrf } from './ctrf.ts'
import { toHtml } from './html/index.ts'
import { toJunit } from './junit.ts'
import { toMarkdown } from './markdown.ts'
import { toText } from './text.ts'

/** How each format is written: the large ones in pieces. JSON is the first: it is what a client gets that accepts anything. */
const renderers = {
  json: toJson,
  text: report => [toText(report)],
  markdown: report => [toMarkdown(report)],
  html: toHtml,
  junit: report => [toJunit(report)],
  ctrf: report => [JSON.stringify(toCtrf(report))]
} as const satisfies Record<string, (report: Report) => Iterable<string>>

export type Format = keyof typeof renderers
export const formats = Object.keys(renderers) as Format[] // the keys of the table

export function render (report: Report, format: Format): string {
  return [...renderInPieces(report, format)].join('')
}

/** The pieces make up the report. Each takes a few ms at most, so that other work can have its turn in between. */
export function renderInPieces (report: Report, format: Format): Iterable<string> {
  return renderers[format](report)
}

/** A piece for each item of a list. */
function * toJson (report: Report): Iterable<string> {
  for (const [index, [name, value]] of Object.entries(report).entries()) {
    yield `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`
    if (Array.isArray(value)) yield * toJsonList(value)
    else yield JSON.stringify(value)
  }
  yield '}'
}

function * toJsonList (items: readonly unknown[]): Iterable<string> {
  yield '['
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(item)}`
  yield ']'
}
