import type { LabelSetTextProjectInput } from '../schema/launch.ts'
import type { LabelSet } from '../schema/teams.ts'
import type { Label, LabelSetOfProject } from './draft.ts'
import { toArray, toRecord, toText } from './opaque.ts'

/** A label set that was created before the launch. */
export function fromLabelSet ({ id, name, signature, tagItems }: LabelSet): LabelSetOfProject {
  return { id, name, signature, labels: tagItems.map(({ id, tagName, color, parentId }) => toLabel(id, tagName, color, parentId)) }
}

/** A label set in the launch of a text project. */
export function fromTextLabelSet ({ name, options }: LabelSetTextProjectInput): LabelSetOfProject {
  return { name, signature: null, labels: options.map(({ id, label, color, parentId }) => toLabel(id, label, color, parentId)) }
}

/** A label set of `createProject`, whose shape is not published: labels are read from the names that they have in other operations. */
export function fromOpaqueLabelSet (given: unknown, index: number): LabelSetOfProject {
  const set = toRecord(given)
  const name = toText(set.name) ?? `Label set ${index + 1}`
  const items = toArray([set.options, set.tagItems, set.labels].find(Array.isArray))
  const labels = items.map(toRecord).flatMap((item, place) => {
    const label = toText(item.label) ?? toText(item.tagName) ?? toText(item.name)
    return label === undefined ? [] : [toLabel(toText(item.id) ?? String(place + 1), label, toText(item.color), toText(item.parentId))]
  })
  return { name, signature: null, labels }
}

export function toLabel (id: string, label: string, color: string | null | undefined, parentId: string | null | undefined): Label {
  return { id, label, color: color ?? null, ...parentId != null && { parentId } }
}
