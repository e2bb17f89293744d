import { createHash } from 'node:crypto'
import type { Context } from '../graphql/request.ts'
import type { LabelSetOfProject } from '../projects/draft.ts'
import { fromLabelSet, toLabel } from '../projects/launch-parts.ts'
import { allProjects, change, seekProject, type Project } from '../projects/projects.ts'
import type { AppendLabelSetTagItemsInput, LabelSet, TagItem } from '../schema/teams.ts'
import { extend, hasLabelSet, labelSetOf, LabelSetUnknown, toNewItems } from '../team/label-sets.ts'

/** The label sets of a project. A project keeps the id, name, color and parent of a label; the rest has its default (inferred). */
export function labelSetsIn (project: Project): LabelSet[] {
  return project.labelSets.map((labelSet, index) => ({
    arrowLabelRequired: false,
    id: idOf(project, labelSet, index),
    index,
    name: labelSet.name,
    signature: labelSet.signature,
    tagItems: labelSet.labels.map(({ id, label, color, parentId = null }): TagItem =>
      ({ color, desc: null, id, parentId, tagName: label, type: 'SPAN' }))
  }))
}

function idOf ({ id }: Project, labelSet: LabelSetOfProject, index: number): string {
  return labelSet.id ?? createHash('sha256').update(`${id} ${index}`).digest('base64url').slice(0, 11)
}

/**
 * Adds labels to a label set, and to each project that has it. Returns the new items (inferred). Throws LABEL_SET_UNKNOWN,
 * LABEL_SET_INVALID, COLLECTION_FULL.
 */
export function appendItems (context: Context, { labelSetId, tagItems }: AppendLabelSetTagItemsInput): TagItem[] {
  const { sandbox } = context
  const owners = (ownersOf(context).get(labelSetId) ?? []).flatMap(id => seekProject(context, id) ?? [])
  const known = owners.flatMap(labelSetsIn).find(({ id }) => id === labelSetId)
  if (known === undefined && !hasLabelSet(sandbox, labelSetId)) throw new LabelSetUnknown()
  const items = toNewItems(sandbox, hasLabelSet(sandbox, labelSetId) ? labelSetOf(sandbox, labelSetId) : known!, tagItems)
  if (hasLabelSet(sandbox, labelSetId)) extend(sandbox, labelSetId, items)
  const labels = items.map(({ id, tagName, color, parentId }) => toLabel(id, tagName, color, parentId))
  for (const project of owners) {
    const labelSets = project.labelSets.map((labelSet, index) =>
      idOf(project, labelSet, index) === labelSetId ? { ...labelSet, labels: [...labelSet.labels, ...labels] } : labelSet)
    change(context, project.id, { labelSets })
  }
  return items
}

const indexes = new WeakMap<Context, ReadonlyMap<string, readonly string[]>>()

/** The ids of the projects that have each label set. One request with many fields looks for them at most once. */
function ownersOf (context: Context): ReadonlyMap<string, readonly string[]> {
  let index = indexes.get(context)
  if (index === undefined) {
    const found = new Map<string, string[]>()
    for (const project of allProjects(context)) {
      for (const id of new Set(labelSetsIn(project).map(({ id }) => id))) {
        const owners = found.get(id) ?? []
        owners.push(project.id)
        found.set(id, owners)
      }
    }
    indexes.set(context, index = found)
  }
  return index
}

/** Puts label sets into a project, each at its index or else at the end. Returns the new list. Throws LABEL_SET_UNKNOWN. */
export function placeLabelSets (
  context: Context, project: Project, given: ReadonlyArray<{ id: string, index: number }>
): LabelSetOfProject[] {
  // a field that follows can append labels to them
  indexes.delete(context)
  const labelSets = [...project.labelSets]
  for (const { id, index } of given) {
    const known = project.labelSets.find((labelSet, place) => idOf(project, labelSet, place) === id)
    labelSets.splice(index < 0 ? labelSets.length : index, 1, known ?? fromLabelSet(labelSetOf(context.sandbox, id)))
  }
  return labelSets
}
