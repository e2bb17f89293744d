import type { LabelSet } from '../team/label-sets.ts'
import type { LabelSetOfProject } from './draft.ts'

/** A label set that was made before the launch. */
export function fromLabelSet ({ name, signature, tagItems }: LabelSet): LabelSetOfProject {
  return { name, signature, labels: tagItems.map(({ id, tagName, color }) => ({ id, label: tagName, color })) }
}

/** One that the launch of a text project describes. */
export function fromTextLabelSet ({ name, options }: { name: string, options: ReadonlyArray<{ id: string, label: string, color?: string | null }> }): LabelSetOfProject {
  return { name, signature: null, labels: options.map(({ id, label, color = null }) => ({ id, label, color })) }
}

/** One of `createProject`, whose shape nobody has published: labels are looked for under the names that they have elsewhere. */
export function fromOpaque (given: unknown, index: number): LabelSetOfProject {
  const set = toRecord(given)
  const name = toText(set.name) ?? `Label set ${index + 1}`
  const items = [set.options, set.tagItems, set.labels].find(Array.isArray) ?? []
  const labels = items.map(toRecord).flatMap((item, place) => {
    const label = toText(item.label) ?? toText(item.tagName) ?? toText(item.name)
    return label === undefined ? [] : [{ id: toText(item.id) ?? String(place + 1), label, color: toText(item.color) ?? null }]
  })
  return { name, signature: null, labels }
}

function toRecord (value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
}

function toText (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
