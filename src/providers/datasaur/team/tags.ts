import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { tags } from '../collections.ts'
import type { CreateTagInput, GetTagsInput, Tag } from '../schema/teams.ts'

export const TagUnknown = createError('TAG_UNKNOWN', 'Tag not found', 404)
export const TagInvalid = createError('TAG_INVALID', '%s', 400)

/** The maximum length of a tag's name, in characters (inferred). */
const maxNameLength = 255

/** The tags of a team, oldest first. There are no global tags, so `includeGlobalTag` adds none (inferred). */
export function tagsOf (sandbox: Sandbox, { teamId }: { teamId?: GetTagsInput['teamId'] | undefined }): Tag[] {
  return Array.from(collectionOf(sandbox).entries(), ([, tag]) => tag).filter(tag => tag.teamId === (teamId ?? null))
}

/** Throws TAG_UNKNOWN. */
export function tagOf (sandbox: Sandbox, id: string): Tag {
  const tag = collectionOf(sandbox).get(id)
  if (tag === undefined) throw new TagUnknown()
  return tag
}

/** The tags of these ids. Unknown ids are skipped: a project that the control API created can have any. */
export function tagsWith (sandbox: Sandbox, ids: readonly string[]): Tag[] {
  return ids.flatMap(id => collectionOf(sandbox).get(id) ?? [])
}

/**
 * Creates a tag, or returns the team's tag of that name, so that setups can be repeated (inferred). Throws TAG_INVALID,
 * COLLECTION_FULL.
 */
export function createTag (sandbox: Sandbox, { name, teamId }: CreateTagInput): Tag {
  // one tag for one name
  return tagsNamed(sandbox, teamId, [name]).tags[0]!
}

/**
 * Finds a team's tags of these names, and creates the missing ones. `undo` deletes those that were created. Throws TAG_INVALID,
 * COLLECTION_FULL; then none has been created.
 */
export function tagsNamed (
  sandbox: Sandbox, teamId: string | null | undefined, names: readonly string[]
): { tags: Tag[], undo: () => void } {
  for (const name of names) mustBeName(name)
  const known = new Map(tagsOf(sandbox, { teamId }).map(tag => [tag.name, tag]))
  const created: Tag[] = []
  const undo = () => { for (const { id } of created) collectionOf(sandbox).delete(id) }
  const create = (name: string) => {
    const tag = store(sandbox, teamId ?? null, name)
    created.push(tag)
    return tag
  }
  try {
    return { tags: Array.from(new Set(names), name => known.get(name) ?? create(name)), undo }
  } catch (error) {
    undo()
    throw error
  }
}

function mustBeName (name: string): void {
  if (name.trim() === '') throw new TagInvalid('The name of a tag must not be empty')
  if (name.length > maxNameLength) throw new TagInvalid(`The name of a tag must have at most ${maxNameLength} characters`)
}

function store (sandbox: Sandbox, teamId: string | null, name: string): Tag {
  const collection = collectionOf(sandbox)
  let id
  do id = String(sandbox.random('datasaur.tags').integer(100_000_000, 999_999_999)); while (collection.get(id) !== undefined)
  const tag = { globalTag: false, id, name, teamId }
  collection.put(id, tag)
  return tag
}

function collectionOf (sandbox: Sandbox) {
  return sandbox.collection(tags)
}
