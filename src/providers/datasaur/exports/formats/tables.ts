import { unzipSync, zipSync } from 'fflate'
import type { Answer } from '../content/answers.ts'
import type { Version } from '../content/version.ts'
import { join, mtime } from '../zip.ts'

export type Cell = string | number | boolean | null

/** The maximum length of a text in a cell, in characters (Excel's limit). */
const maxCellLength = 32_767

/** The rows of a file as a table: the header first. */
export function rowsOf (version: Version): Iterable<readonly Cell[]> {
  const { kinds } = version.project
  if (kinds.includes('ROW_BASED')) return rowsWithAnswers(version)
  return kinds.includes('DOCUMENT_BASED') && !kinds.includes('TOKEN_BASED') ? rowOfDocument(version) : rowsOfSpans(version)
}

/**
 * The table of a document with the answers of one cabinet, each in the column to which its question is bound, or in a column of its
 * own. Questions without answers have no columns, as in a recorded export.
 */
function * rowsWithAnswers ({ table, project: { rowQuestions }, rowAnswers }: Version): Generator<readonly Cell[]> {
  // a ROW_BASED project has a table
  const { header, rows } = table!
  if (rowAnswers.length === 0) return yield * [header, ...rows]
  const own = rowQuestions.filter(({ column }) => column === undefined || !header.includes(column))
  const columns = new Map(rowQuestions.map(question => {
    // a question that is not one of `own` has a column of the header
    const place = own.indexOf(question)
    return [question.id, place === -1 ? header.indexOf(question.column!) : header.length + place]
  }))
  yield [...header, ...own.map(({ name }) => name)]
  for (const [index, row] of rows.entries()) {
    const cells: Cell[] = Array.from({ length: header.length + own.length }, (_, place) => row[place] ?? null)
    for (const [id, place] of columns) if (index < rowAnswers.length) cells[place] = toCell(rowAnswers[index]![String(id)])
    yield cells
  }
}

/** One row with the answers on the document (inferred). */
function * rowOfDocument ({ document, project: { documentQuestions }, documentAnswers }: Version): Generator<readonly Cell[]> {
  const asked = documentQuestions.filter(({ id }) => String(id) in documentAnswers)
  yield ['File', ...asked.map(({ name }) => name)]
  yield [document.name, ...asked.map(({ id }) => toCell(documentAnswers[String(id)]))]
}

/** The columns of Amazon Comprehend's annotations, to which the vendor's page «Export project» compares its own. */
function * rowsOfSpans ({ document, sentences, spans }: Version): Generator<readonly Cell[]> {
  yield ['File', 'Line', 'Begin Offset', 'End Offset', 'Type']
  for (const { line, first, last, label } of spans) {
    // a span refers to tokens of the sentences
    const { tokens } = sentences[line]!
    yield [document.name, line, tokens[first]!.start, tokens[last]!.start + tokens[last]!.text.length, label.label]
  }
}

function toCell (answer: Answer = null): Cell {
  return typeof answer === 'object' && answer !== null ? JSON.stringify(answer) : answer
}

/** Rows in the form of RFC 4180: quoted where necessary, lines ended by CRLF, as in recorded exports. */
export function toCsv (rows: Iterable<readonly Cell[]>): string {
  return join(lines(rows, row => row.map(toCsvField).join(',')))
}

/** Rows with tabs between their fields: a field has neither tabs nor line breaks (documented: they are not allowed). */
export function toTsv (rows: Iterable<readonly Cell[]>): string {
  return join(lines(rows, row => row.map(cell => String(cell ?? '').replace(/[\t\r\n]+/g, ' ')).join('\t')))
}

/** An array with an object for each row. A repeated name of a column gets a number (inferred). */
export function toJsonTabular (version: Version): string {
  const [header = [], ...rows] = rowsOf(version)
  const names = distinct(header.map(String))
  return `[${join(objects())}]`

  function * objects (): Generator<string> {
    for (const [index, row] of rows.entries()) {
      const object = Object.fromEntries(names.map((name, place) => [name, row[place] ?? '']))
      yield `${index === 0 ? '' : ','}${JSON.stringify(object)}`
    }
  }
}

function * lines (rows: Iterable<readonly Cell[]>, toLine: (row: readonly Cell[]) => string): Generator<string> {
  for (const row of rows) yield `${toLine(row)}\r\n`
}

function toCsvField (value: Cell): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function distinct (names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return names.map(name => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** A sheet of Excel with the rows of a table. The library is loaded only here. */
export async function toXlsx (version: Version): Promise<Buffer> {
  const { default: write } = await import('write-excel-file/node')
  const rows = Array.from(rowsOf(version), row => row.map(cell => typeof cell === 'string' ? cell.slice(0, maxCellLength) : cell))
  const bytes = await write(rows).toBuffer()
  // the library writes the time at which it runs
  return Buffer.from(zipSync(unzipSync(bytes), { mtime, level: 1 }))
}
