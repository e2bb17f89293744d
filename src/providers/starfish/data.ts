import createError from '@fastify/error'
import type { JobView } from '../../jobs/index.ts'
import type { Seed } from '../../random/index.ts'
import { rowsOf, toRow, type RowPosition } from './rows.ts'
import type { Data, Row } from './schema.ts'

export const TokenInvalid = createError('TOKEN_INVALID', 'Invalid nextToken', 400)

/** The number of rows of a page. The documentation does not state it (fact sheet, "Starting jobs"). */
const pageSize = 100

/** A page of the rows that the jobs of a project have generated so far. `jobs` are in order of creation. Throws TOKEN_INVALID. */
export function toData (seed: Seed, jobs: readonly JobView[], token: string | null | undefined): Data {
  const generations = jobs.filter(({ kind }) => kind === 'GENERATION')
  const evaluation = jobs.findLast(({ kind, state }) => kind === 'EVALUATION' && state === 'succeeded')
  const positions = positionsFrom(generations, token ? fromToken(generations, token) : undefined)
  const toRows = (positions: RowPosition[]) => positions.slice(0, pageSize).map(position => toRow(seed, position, evaluation))
  return {
    data: toRows(positions),
    nextToken: positions[pageSize] === undefined ? null : toToken(positions[pageSize]),
    ...evaluation && averageOf(toRows(positionsFrom(generations))),
    success: true
  }
}

/** The positions of the rows of a page, and of the first row of the next page if there is one. */
function positionsFrom (jobs: readonly JobView[], start?: RowPosition): RowPosition[] {
  const positions: RowPosition[] = []
  for (const job of start === undefined ? jobs : jobs.slice(jobs.indexOf(start.job))) {
    const count = rowsOf(job)
    for (let row = job === start?.job ? start.row : 0; row < count && positions.length <= pageSize; row++) positions.push({ job, row })
  }
  return positions
}

/** The score of the evaluation, times ten: the mean of the quality scores on the first page. Omitted if there are none. */
function averageOf (rows: readonly Row[]): Pick<Data, 'averageQualityScore'> {
  const scores = rows.flatMap(({ qualityScore }) => qualityScore ?? [])
  return scores.length === 0 ? {} : { averageQualityScore: Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length * 10) }
}

/** A token names the first row of its page, so that rows that are generated later do not shift the pages. */
function toToken ({ job, row }: RowPosition): string {
  return Buffer.from(`${row} ${job.id}`).toString('base64url')
}

function fromToken (jobs: readonly JobView[], token: string): RowPosition {
  const [, row, id] = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? []
  const job = jobs.find(job => job.id === id)
  if (job === undefined || toToken({ job, row: Number(row) }) !== token) throw new TokenInvalid()
  return { job, row: Number(row) }
}
