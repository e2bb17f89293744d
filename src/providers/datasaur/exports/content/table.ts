import { fileNameOf, type Document } from '../../projects/draft.ts'

/** The rows of a document. A row can be shorter than the header, never longer. */
export interface Table { header: readonly string[], rows: ReadonlyArray<readonly string[]> }

/** Limits of a table, so that its answers and empty cells do not take much more memory than the file. */
const maxRows = 5000
const maxColumns = 100

/** By the suffix of a name, what separates the cells of a row. */
const separators: ReadonlyMap<string, string> = new Map([['.csv', ','], ['.tsv', '\t']])

/**
 * The table of a document. A file that is not CSV or TSV, and a text that was made up, has a row for each line. Beside columns that the
 * client names, the first row of the file stays a row even if it is declared to be the header, as in a recorded export.
 */
export function tableOf (document: Document, text: string): Table {
  const { file, header = [], firstRowAsHeader = false } = document
  const separator = file === undefined ? undefined : separators.get(/\.[^.]*$/.exec(fileNameOf(document).toLowerCase())?.[0] ?? '')
  const rows = (separator === undefined ? linesOf(text) : parse(text, separator)).slice(0, maxRows).map(row => row.slice(0, maxColumns))
  const isNamed = firstRowAsHeader && header.length === 0
  const names = isNamed ? rows[0] ?? [] : header.slice(0, maxColumns)
  const width = rows.reduce((width, row) => Math.max(width, row.length), Math.max(names.length, 1))
  return {
    header: Array.from({ length: width }, (_, index) => names[index] ?? `Column ${index + 1}`),
    rows: isNamed ? rows.slice(1) : rows
  }
}

function linesOf (text: string): string[][] {
  return text.split(/\r\n|[\n\r]/).filter(line => line !== '').map(line => [line])
}

/** The rows of a text in the form of RFC 4180; blank lines are skipped. A quote that is not closed ends with the text. */
function parse (text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  // a cell, quoted or not, and what ends it; the last match is empty, at the end of the text
  const cells = separator === ','
    ? /(?:"((?:[^"]|"")*)(?:"|$)[^,\r\n]*|([^,\r\n]*))(,|\r\n|[\n\r]|$)/g
    : /(?:"((?:[^"]|"")*)(?:"|$)[^\t\r\n]*|([^\t\r\n]*))(\t|\r\n|[\n\r]|$)/g
  for (const { 1: quoted, 2: plain = '', 3: end } of text.matchAll(cells)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === separator) continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
