import { randomStream, type RandomStream, type Seed } from '../../../../random/index.ts'
import type { Document, Question } from '../../projects/draft.ts'
import { toArray, toRecord, toText } from '../../projects/launch-parts.ts'
import { pick } from './labels.ts'

/** What clients give can be any JSON. */
export type Answer = string | number | boolean | null | object

/** The answers to questions, by the ids of the questions. */
export type Answers = Readonly<Record<string, Answer>>

/** The answers that clients have given, by line: in an object by the ids of the questions, each after a Q as in the vendor's script. */
export type GivenAnswers = Readonly<Record<string, unknown>>

/** The rows with answers are limited: they are examples, not the result of work. */
const maxRows = 100

/** How deep questions within questions are answered. */
const maxDepth = 5

const phrases: readonly string[] = ['as expected', 'not clear', 'see the first line', 'needs a second look', 'complete', 'not in the text']

/** Draws the answers on the first rows of a document in the cabinet with this folder. */
export function rowAnswersOf (seed: Seed, { id }: Document, folder: string, rows: number, questions: readonly Question[]): Answers[] {
  const random = randomStream(seed, `${id} row answers ${folder}`)
  return questions.length === 0 ? [] : Array.from({ length: Math.min(rows, maxRows) }, () => answer(questions, random))
}

/** Replaces the answers on the rows for which clients have given others. */
export function withGiven (
  drawn: readonly Answers[],
  given: GivenAnswers,
  rows: number,
  questions: readonly Question[]
): readonly Answers[] {
  const last = Object.keys(given).map(Number).filter(line => line < rows).reduce((last, line) => Math.max(last, line), -1)
  if (questions.length === 0 || last === -1) return drawn
  return Array.from({ length: Math.max(drawn.length, last + 1) }, (_, line) =>
    String(line) in given ? fromGiven(toRecord(given[line]), questions) : drawn[line] ?? {})
}

function fromGiven (given: Record<string, unknown>, questions: readonly Question[]): Answers {
  return Object.fromEntries(questions.map(({ id }) => [String(id), (given[`Q${id}`] ?? given[id] ?? null) as Answer]))
}

/** Draws the answers on a document in the cabinet with this folder. */
export function documentAnswersOf (seed: Seed, { id }: Document, folder: string, questions: readonly Question[]): Answers {
  return answer(questions, randomStream(seed, `${id} document answers ${folder}`))
}

function answer (questions: readonly Question[], random: RandomStream): Answers {
  return Object.fromEntries(questions.map(({ id, type, config }) => [String(id), draw(type, toRecord(config), random)]))
}

/** Draws an answer by the type of the question. The answer to a dropdown is the label of an option, as in a recorded export. */
function draw (type: string, config: Record<string, unknown>, random: RandomStream, depth = 0): Answer {
  switch (type) {
    case 'CHECKBOX': return random.integer(0, 1) === 1
    case 'SLIDER': return drawStep(config, random)
    case 'DROPDOWN':
    case 'HIERARCHICAL_DROPDOWN': return pick(toArray(config.options).map(option => toText(toRecord(option).label) ?? null), random) ?? null
    case 'DATE': return `2025-01-${String(random.integer(1, 31)).padStart(2, '0')}`
    case 'TIME': return `${String(random.integer(0, 23)).padStart(2, '0')}:00`
    case 'URL': return `https://example.com/${random.integer(1, 999)}`
    case 'NESTED': return depth === maxDepth ? null : drawNested(toArray(config.questions), random, depth + 1)
    // there are phrases
    default: return pick(phrases, random)!
  }
}

function drawNested (questions: readonly unknown[], random: RandomStream, depth: number): Answer {
  return Object.fromEntries(questions.map(toRecord).map(({ id, type, config }, index) =>
    [String(id ?? index), draw(toText(type) ?? 'TEXT', toRecord(config), random, depth)]))
}

/** A step of a slider, which goes from 0 to 10 if it has no limits. */
function drawStep ({ min, max, step }: Record<string, unknown>, random: RandomStream): number {
  const from = typeof min === 'number' ? min : 0
  const to = typeof max === 'number' ? max : from + 10
  const by = typeof step === 'number' && step > 0 ? step : 1
  return from + by * random.integer(0, Math.min(Math.max(Math.floor((to - from) / by), 0), 1000))
}
