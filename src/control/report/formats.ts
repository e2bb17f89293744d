import { formats, type Format } from '../../report/index.ts'

/** The media type of each format. */
export const types = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
  ctrf: 'application/json; charset=utf-8'
} as const satisfies Record<Format, string>

/** The format that a request asks for: by `?format=`, else by the first media type of its Accept header that is one of ours. */
export function formatOf (given: Format | undefined, accept = '*/*'): Format {
  const accepted = accept.split(',').map(part => part.split(';', 1)[0]!.trim())
  const isOf = (format: Format, type: string) => types[format].startsWith(`${type};`) || (format === 'junit' && type === 'text/xml')
  return given ?? accepted.map(type => formats.find(format => isOf(format, type))).find(format => format !== undefined) ?? 'json'
}
