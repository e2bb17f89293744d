import { randomStream, type RandomStream, type Seed } from '../../../jobs/index.ts'
import type { Document, Label, LabelSetOfProject } from '../projects/draft.ts'
import type { Sentence } from './text.ts'

/** A label on some tokens of one line: the first and the last of them. */
export interface Span { line: number, first: number, last: number, label: Label, layer: number }

/** No document is labelled beyond so many spans: they are there to be seen, not to be right. */
const most = 20

/**
 * The labels that somebody (`cabinet`: the review, a labeler) has set on a document: at most one in a line, so that none overlaps
 * another, and at least one in all. A project without labels has none.
 */
export function spansOf (seed: Seed, { id }: Document, cabinet: string, sentences: readonly Sentence[], labelSets: readonly LabelSetOfProject[]): Span[] {
  const labels = labelSets.flatMap(({ labels }, layer) => labels.map(label => ({ label, layer })))
  if (labels.length === 0) return []
  const random = randomStream(seed, `${id} labels ${cabinet}`)
  const spans: Span[] = []
  for (const [line, { tokens }] of sentences.entries()) {
    if (spans.length === most) break
    if (line > 0 && random.integer(1, 3) === 1) continue
    const first = random.integer(0, tokens.length - 1)
    const last = Math.min(first + random.integer(0, 1), tokens.length - 1)
    spans.push({ line, first, last, ...draw(labels, random) })
  }
  return spans
}

function draw<T> (choices: readonly T[], random: RandomStream): T {
  return choices[random.integer(0, choices.length - 1)]!
}
