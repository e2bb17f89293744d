import createError from '@fastify/error'
import { createHash } from 'node:crypto'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { labelSets } from '../collections.ts'
import type { Context } from '../graphql/request.ts'
import { fromLabelSet } from '../projects/launch-parts.ts'
import { change, projectOf } from '../projects/projects.ts'
import type { AppendLabelSetTagItemsInput, CreateLabelSetInput, LabelSet, TagItem, TagItemInput } from '../schema/teams.ts'

export const LabelSetUnknown = createError('LABEL_SET_UNKNOWN', 'Label set not found', 404)
export const LabelSetInvalid = createError('LABEL_SET_INVALID', '%s', 400)

/** Throws LABEL_SET_UNKNOWN. */
export function labelSetOf (sandbox: Sandbox, id: string): LabelSet {
  const labelSet = collectionOf(sandbox).get(id)
  if (labelSet === undefined) throw new LabelSetUnknown()
  return labelSet
}

/** Creates a label set, in a project if `projectId` is given. Throws PROJECT_UNKNOWN, LABEL_SET_INVALID, COLLECTION_FULL. */
export function createLabelSet (context: Context, input: CreateLabelSetInput, projectId?: string | null): LabelSet {
  const { sandbox } = context
  const project = projectId == null ? undefined : projectOf(context, projectId)
  mustBeValid(input)
  const name = input.name ?? ''
  const tagItems = input.tagItems.map(({ id, tagName, color, desc, parentId, type }) =>
    // the default type is inferred
    ({ color: color ?? null, desc: desc ?? null, id, parentId: parentId ?? null, tagName, type: type ?? 'SPAN' as const }))
  const labelSet = {
    arrowLabelRequired: input.arrowLabelRequired ?? false,
    id: drawId(sandbox),
    // the label sets of a project are numbered from 0, and so is one without a project (inferred)
    index: input.index ?? project?.labelSets.length ?? 0,
    name,
    signature: sign(name, tagItems),
    tagItems
  }
  collectionOf(sandbox).put(labelSet.id, labelSet)
  if (project === undefined) return labelSet
  try {
    change(context, project.id, { labelSets: [...project.labelSets, fromLabelSet(labelSet)] })
  } catch (error) {
    collectionOf(sandbox).delete(labelSet.id)
    throw error
  }
  return labelSet
}

export function hasLabelSet (sandbox: Sandbox, id: string): boolean {
  return collectionOf(sandbox).get(id) !== undefined
}

/** Completes the items that are to be appended to a label set. Throws LABEL_SET_INVALID. */
export function toNewItems (sandbox: Sandbox, { tagItems }: LabelSet, given: AppendLabelSetTagItemsInput['tagItems']): TagItem[] {
  const items = given.map(item => ({ ...item, id: item.id ?? drawId(sandbox) }))
  mustBeValid({ tagItems: [...tagItems, ...items] })
  // the default type is inferred
  return items.map(({ id, tagName, color, desc, type }) =>
    ({ color: color ?? null, desc: desc ?? null, id, parentId: null, tagName, type: type ?? 'SPAN' as const }))
}

/** Adds items to a label set, whose signature changes. Throws LABEL_SET_UNKNOWN, COLLECTION_FULL. */
export function extend (sandbox: Sandbox, id: string, items: readonly TagItem[]): void {
  const labelSet = labelSetOf(sandbox, id)
  const tagItems = [...labelSet.tagItems, ...items]
  collectionOf(sandbox).put(id, { ...labelSet, tagItems, signature: sign(labelSet.name, tagItems) })
}

function sign (name: string, tagItems: readonly TagItem[]): string {
  return createHash('sha256').update(JSON.stringify([name, tagItems])).digest('hex').slice(0, 32)
}

function mustBeValid ({ index, tagItems }: CreateLabelSetInput): void {
  if (index != null && index < 0) throw new LabelSetInvalid('index must be at least 0')
  const parents = new Map<string, string | null>()
  for (const [place, { id, tagName, parentId }] of tagItems.entries()) {
    if (id === '') throw new LabelSetInvalid(`tagItems[${place}].id must not be empty`)
    if (tagName.trim() === '') throw new LabelSetInvalid(`tagItems[${place}].tagName must not be empty`)
    if (parents.has(id)) throw new LabelSetInvalid(`tagItems[${place}].id repeats the id of another item`)
    parents.set(id, parentId ?? null)
  }
  mustBeTrees(tagItems, parents)
}

/** Throws LABEL_SET_INVALID if the parent of an item is missing, or an item is its own ancestor. */
function mustBeTrees (tagItems: readonly TagItemInput[], parents: ReadonlyMap<string, string | null>): void {
  for (const [place, { parentId }] of tagItems.entries()) {
    if (parentId != null && !parents.has(parentId)) throw new LabelSetInvalid(`tagItems[${place}].parentId is not the id of an item`)
  }
  /** The items whose ancestors have been checked. */
  const checked = new Set<string>()
  for (const [place, { id }] of tagItems.entries()) {
    const line = new Set<string>()
    // each parent is an item, so it has an entry
    for (let at: string | null = id; at !== null && !checked.has(at); at = parents.get(at)!) {
      if (line.has(at)) throw new LabelSetInvalid(`tagItems[${place}].parentId makes the item its own ancestor`)
      line.add(at)
    }
    for (const id of line) checked.add(id)
  }
}

function drawId (sandbox: Sandbox): string {
  return Buffer.from(sandbox.random('datasaur.labelSets').bytes(8)).toString('base64url')
}

function collectionOf (sandbox: Sandbox) {
  return sandbox.collection(labelSets)
}
