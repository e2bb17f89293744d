import type { Report } from '../report.ts'
import { toCtrf } from './ctrf.ts'
import { toHtml } from './html/index.ts'
import { toJunit } from './junit.ts'
import { toMarkdown } from './markdown.ts'
import { toText } from './text.ts'

/** How each format is written. JSON is the first: it is what a client gets that accepts anything. */
const renderers = {
  json: report => JSON.stringify(report),
  text: toText,
  markdown: toMarkdown,
  html: toHtml,
  junit: toJunit,
  ctrf: report => JSON.stringify(toCtrf(report))
} as const satisfies Record<string, (report: Report) => string>

export type Format = keyof typeof renderers
export const formats = Object.keys(renderers) as Format[] // the keys of the table

export function render (report: Report, format: Format): string {
  return renderers[format](report)
}
