import createError from '@fastify/error'
import { shorten } from '../../../../validation/text.ts'
import type { Version } from '../content/version.ts'
import { toConll2003, toConllU, toPlain, toTsvIob, toTsvNonIob } from './columns.ts'
import { toDatasaurSchema } from './datasaur-schema.ts'
import { toJson, toJsonAdvanced } from './json-advanced.ts'
import { rowsOf, toCsv, toJsonTabular, toTsv, toXlsx } from './tables.ts'

export const FormatUnknown = createError('FORMAT_UNKNOWN', 'Export format %j is not supported: use one of %s', 400)

/** How a version of a document is written as a file. */
export interface Format { suffix: string, type: string, write (version: Version): string | Promise<Buffer> }

const json = { suffix: '.json', type: 'application/json; charset=utf-8' }
const csv = { suffix: '.csv', type: 'text/csv; charset=utf-8' }
const tsv = { suffix: '.tsv', type: 'text/tab-separated-values; charset=utf-8' }
const xlsx = { suffix: '.xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }
const text = (suffix: string) => ({ suffix, type: 'text/plain; charset=utf-8' })

/** The formats of the documentation and of the vendor's program, except CUSTOM, which a transformer of the customer writes. */
const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['JSON_ADVANCED', { ...json, write: toJsonAdvanced }],
  ['DATASAUR_SCHEMA', { ...json, write: toDatasaurSchema }],
  ['JSON', { ...json, write: version => isOfTokens(version) ? toJson(version) : toJsonTabular(version) }],
  ['JSON_TABULAR', { ...json, write: toJsonTabular }],
  ['CONLL_2003', { ...text('.conll'), write: toConll2003 }],
  ['CONLL_U', { ...text('.conllu'), write: toConllU }],
  ['CSV', { ...csv, write: version => toCsv(rowsOf(version)) }],
  ['TSV', { ...tsv, write: version => isOfTokens(version) ? toTsvIob(version) : toTsv(rowsOf(version)) }],
  ['TSV_IOB', { ...tsv, write: toTsvIob }],
  ['TSV_NON_IOB', { ...tsv, write: toTsvNonIob }],
  ['XLSX', { ...xlsx, write: toXlsx }],
  ['PLAIN', { ...text('.txt'), write: toPlain }]
])

/** A name that clients use besides those in the list. */
const aliases: ReadonlyMap<string, string> = new Map([['IOB', 'TSV_IOB']])

/** The format of a name in either case: the documentation uses lower case, the vendor's programs upper case. Throws FORMAT_UNKNOWN. */
export function formatOf (name: string): Format {
  const upper = name.toUpperCase()
  const format = formats.get(aliases.get(upper) ?? upper)
  if (format === undefined) throw new FormatUnknown(shorten(name), [...formats.keys()].join(', '))
  return format
}

/** Whether the project is about tokens rather than rows or answers. */
function isOfTokens ({ project: { kinds } }: Version): boolean {
  return kinds.includes('TOKEN_BASED') || !kinds.some(kind => kind === 'ROW_BASED' || kind === 'DOCUMENT_BASED')
}
