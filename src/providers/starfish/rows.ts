import type { JobView } from '../../jobs/index.ts'
import { Ids, randomStream, type RandomStream, type Seed } from '../../random/index.ts'
import type { Row } from './schema.ts'

/** The position of a row: its generation job, and its index among the job's rows. */
export interface RowPosition { job: JobView, row: number }

/** The number of rows of a job whose input does not have one, which only the control API can create. */
const defaultRows = 10

/** How many rows a generation job has generated so far, by its progress; all of them once it is COMPLETE. */
export function rowsOf ({ state, progress, input }: JobView): number {
  const { numOfRecords } = input as { numOfRecords?: unknown }
  const ordered = Number.isInteger(numOfRecords) ? numOfRecords as number : defaultRows
  return state === 'succeeded' ? ordered : Math.floor(ordered * progress / 100)
}

/** A row, drawn from the seed, the job and the position, so that each read returns the same row. */
export function toRow (seed: Seed, { job, row }: RowPosition, evaluation: JobView | undefined): Row {
  const rowSeed = `${seed}\nstarfish ${job.id} ${row}`
  const { topic, data } = compose(randomStream(rowSeed, 'row'))
  return { id: new Ids(rowSeed).uuid4(), data: JSON.stringify(data), topic, ...evaluation && scoresOf(rowSeed, evaluation) }
}

/** Scores from 1 to 10. A score of 0 is omitted, as the service omits it. */
function scoresOf (rowSeed: string, { id }: JobView): Partial<Row> {
  const stream = randomStream(rowSeed, `evaluation ${id}`)
  const scores = ['qualityScore', 'accuracyScore', 'adherenceScore'].map(name => [name, stream.integer(0, 10)] as const)
  return Object.fromEntries(scores.filter(([, score]) => score !== 0))
}

const topics = {
  billing: ['an invoice', 'a refund', 'a payment method'],
  shipping: ['a parcel', 'a delivery address', 'a customs form'],
  accounts: ['a password', 'a user name', 'a second factor'],
  products: ['a spare part', 'a warranty', 'a manual']
}
const deeds = ['change', 'find', 'request', 'cancel', 'check']
const places = ['in the settings', 'on the overview page', 'in the mobile app', 'by an email to the support team']

function compose (stream: RandomStream): { topic: string, data: unknown } {
  // each list has at least one item
  const pick = <T>(list: readonly T[]) => list[stream.integer(0, list.length - 1)]!
  const [topic, things] = pick(Object.entries(topics))
  const [deed, thing] = [pick(deeds), pick(things)]
  return { topic, data: { question: `How do I ${deed} ${thing}?`, answer: `You can ${deed} ${thing} ${pick(places)}.` } }
}
