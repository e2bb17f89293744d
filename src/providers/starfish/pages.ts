import createError from '@fastify/error'
import type { JobView, Seed } from '../../jobs/index.ts'
import { rowsMade, toRow, type RowPlace } from './rows.ts'
import type { Data, Row } from './schema.ts'

export const TokenInvalid = createError('TOKEN_INVALID', 'Invalid nextToken', 400)

/** How many rows a page has: the service does not say (fact sheet, «Starting jobs»). */
const pageSize = 100

/** A page of the rows that the jobs of a project, oldest first, have made so far. Throws TOKEN_INVALID. */
export function toData (seed: Seed, jobs: readonly JobView[], token: string | null | undefined): Data {
  const generations = jobs.filter(({ kind }) => kind === 'GENERATION')
  const evaluation = jobs.findLast(({ kind, state }) => kind === 'EVALUATION' && state === 'succeeded')
  const places = placesFrom(generations, token ? fromToken(generations, token) : undefined)
  const toRows = (places: RowPlace[]) => places.slice(0, pageSize).map(place => toRow(seed, place, evaluation))
  return {
    data: toRows(places),
    nextToken: places[pageSize] === undefined ? null : toToken(places[pageSize]),
    ...evaluation && averageOf(toRows(placesFrom(generations))),
    success: true
  }
}

/** The rows of a page, and the one behind it if there is one. */
function placesFrom (jobs: readonly JobView[], start?: RowPlace): RowPlace[] {
  const places: RowPlace[] = []
  for (const job of start === undefined ? jobs : jobs.slice(jobs.indexOf(start.job))) {
    const made = rowsMade(job)
    for (let row = job === start?.job ? start.row : 0; row < made && places.length <= pageSize; row++) places.push({ job, row })
  }
  return places
}

/** The evaluation's score, times ten: the mean of the first page's quality scores. Left out if there is none. */
function averageOf (rows: readonly Row[]): Pick<Data, 'averageQualityScore'> {
  const scores = rows.flatMap(({ qualityScore }) => qualityScore ?? [])
  return scores.length === 0 ? {} : { averageQualityScore: Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length * 10) }
}

/** A token names the row with which the page begins, so that rows that are made meanwhile shift no page. */
function toToken ({ job, row }: RowPlace): string {
  return Buffer.from(`${row} ${job.id}`).toString('base64url')
}

function fromToken (jobs: readonly JobView[], token: string): RowPlace {
  const [, row, id] = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? []
  const job = jobs.find(job => job.id === id)
  if (job === undefined || toToken({ job, row: Number(row) }) !== token) throw new TokenInvalid()
  return { job, row: Number(row) }
}
