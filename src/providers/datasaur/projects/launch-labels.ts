import type { LabelSetTextProjectInput } from '../schema/launch.ts'
import type { LabelSet } from '../schema/teams.ts'
import type { LabelSetOfProject } from './draft.ts'

/** A label set that was created before the launch. */
export function fromLabelSet ({ name, signature, tagItems }: LabelSet): LabelSetOfProject {
  return { name, signature, labels: tagItems.map(({ id, tagName, color }) => ({ id, label: tagName, color })) }
}

/** A label set in the launch of a text project. */
export function fromTextLabelSet ({ name, options }: LabelSetTextProjectInput): LabelSetOfProject {
  return { name, signature: null, labels: options.map(({ id, label, color = null }) => ({ id, label, color })) }
}

/** A label set of `createProject`, whose shape is not published: labels are read from the names that they have in other operations. */
export function fromOpaqueLabelSet (given: unknown, index: number): LabelSetOfProject {
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
