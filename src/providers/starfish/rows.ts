import { Ids, randomStream, type JobView, type RandomStream, type Seed } from '../../jobs/index.ts'
import type { Row } from './schema.ts'

/** A row of a generation job, by its place among the job's rows. */
export interface RowPlace { job: JobView, row: number }

/** How many rows a job makes that was not told how many. */
const usual = 10

/** How many rows a generation job has made so far: as far as its progress, all of them once it is COMPLETE. */
export function rowsMade ({ state, progress, input }: JobView): number {
  const { numOfRecords } = input as { numOfRecords?: unknown }
  const ordered = Number.isInteger(numOfRecords) ? numOfRecords as number : usual
  return state === 'succeeded' ? ordered : Math.floor(ordered * progress / 100)
}

/** The same row at each read: all of it is drawn from the seed, the job and the place. */
export function toRow (seed: Seed, { job, row }: RowPlace, evaluation: JobView | undefined): Row {
  const place = `${seed}\nstarfish ${job.id} ${row}`
  const { topic, data } = compose(randomStream(place, 'row'))
  return { id: new Ids(place).uuid4(), data: JSON.stringify(data), topic, ...evaluation && scoresOf(place, evaluation) }
}

/** From 1 to 10. A score of 0 is left out, as the service leaves it out. */
function scoresOf (place: string, { id }: JobView): Partial<Row> {
  const stream = randomStream(place, `evaluation ${id}`)
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
  const pick = <T>(list: readonly T[]) => list[stream.integer(0, list.length - 1)]!
  const [topic, things] = pick(Object.entries(topics))
  const [deed, thing] = [pick(deeds), pick(things)]
  return { topic, data: { question: `How do I ${deed} ${thing}?`, answer: `You can ${deed} ${thing} ${pick(places)}.` } }
}
