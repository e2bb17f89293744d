import { randomStream, type Seed } from '../../random/index.ts'

const openings = ['Here is what I found.', 'Of course.', 'Good question.', 'Let me put it this way.', 'In short:']
const middles = [
  'The first step is to look at what is there already.',
  'Most people start small and add to it week by week.',
  'There are three things to consider, and the second is often forgotten.',
  'A plan that fits on one page is easier to follow.',
  'It helps to write down what should be different at the end.',
  'Two of the sources agree, and the third leaves the question open.'
]
const endings = ['Let me know if you want more details.', 'I hope this helps.', 'Would you like an example?', 'That is all there is to it.']

/** What a model says: plausible sentences, drawn from the seed for one purpose, so that each read returns the same ones. */
export function complete (seed: Seed, purpose: string): string {
  const stream = randomStream(seed, `julep completion ${purpose}`)
  // each list has at least one item
  const pick = (list: readonly string[]) => list[stream.integer(0, list.length - 1)]!
  return [pick(openings), pick(middles), pick(endings)].join(' ')
}

/** The number of tokens of a text, by the rule of thumb of four characters each. */
export function countTokens (text: string): number {
  return Math.ceil(text.length / 4)
}
