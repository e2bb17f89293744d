import { toCtrf, toHtml, toJunit, toMarkdown, type Report } from '../../report/index.ts'

/** The formats of a report, each with its media type. JSON is the first: it is what a client gets that accepts anything. */
const types = {
  json: 'application/json; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
  ctrf: 'application/json; charset=utf-8'
} as const

export type Format = keyof typeof types
export const formats = Object.keys(types) as Format[]

/** The format that a request asks for: by `?format=`, else by the first media type of its Accept header that is one of ours. */
export function formatOf (given: Format | undefined, accept = '*/*'): Format {
  const accepted = accept.split(',').map(part => part.split(';', 1)[0]!.trim())
  const isOf = (format: Format, type: string) => types[format].startsWith(`${type};`) || (format === 'junit' && type === 'text/xml')
  return given ?? accepted.map(type => formats.find(format => isOf(format, type))).find(format => format !== undefined) ?? 'json'
}

/** The report as it is sent. */
export function toFormat (report: Report, format: Format): { type: string, body: string } {
  const type = types[format]
  switch (format) {
    case 'json': return { type, body: JSON.stringify(report) }
    case 'markdown': return { type, body: toMarkdown(report) }
    case 'html': return { type, body: toHtml(report) }
    case 'junit': return { type, body: toJunit(report) }
    case 'ctrf': return { type, body: JSON.stringify(toCtrf(report)) }
  }
}
