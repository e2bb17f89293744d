import { randomStream, type Seed } from '../../../../random/index.ts'
import type { Document, Label, LabelSetOfProject } from '../../projects/draft.ts'
import { pick } from './labels.ts'

/** A label on a rectangle of the first page. */
export interface Box { label: Label, x: number, y: number, width: number, height: number }

/** The size of the page that each document is taken to have: images are not read. */
export const page = { pageIndex: 0, pageHeight: 640, pageWidth: 640 }

/** Draws the boxes on a document in the cabinet with this folder. A project without labels has none. */
export function boxesOf (seed: Seed, { id }: Document, folder: string, labelSets: readonly LabelSetOfProject[]): Box[] {
  const labels = labelSets.flatMap(({ labels }) => labels)
  const random = randomStream(seed, `${id} boxes ${folder}`)
  return Array.from({ length: random.integer(1, 3) }, () => pick(labels, random)).filter(label => label !== undefined).map(label => ({
    label,
    x: random.integer(0, 400),
    y: random.integer(0, 400),
    width: random.integer(20, 240),
    height: random.integer(20, 240)
  }))
}
