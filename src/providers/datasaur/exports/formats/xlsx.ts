import { unzipSync, zipSync } from 'fflate'
import type { Version } from '../content/version.ts'
import { mtime } from '../zip.ts'
import { rowsOf } from './tables.ts'

/** The maximum length of a text in a cell, in characters (Excel's limit). */
const maxCellLength = 32_767

/** A sheet of Excel with the rows of a table. The library is loaded only here. */
export async function toXlsx (version: Version): Promise<Buffer> {
  const { default: write } = await import('write-excel-file/node')
  const rows = Array.from(rowsOf(version), row => row.map(cell => typeof cell === 'string' ? cell.slice(0, maxCellLength) : cell))
  const bytes = await write(rows).toBuffer()
  // the library writes the time at which it runs
  return Buffer.from(zipSync(unzipSync(bytes), { mtime, level: 1 }))
}
