import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import type { CreateTagInput, GetTagsInput, Tag } from '../schema/teams.ts'
import { tags } from '../shelves.ts'

export const TagUnknown = createError('TAG_UNKNOWN', 'Tag not found', 404)
export const TagInvalid = createError('TAG_INVALID', '%s', 400)

/** The longest name of a tag, in characters (inferred). */
const maxLength = 255

/** The tags of a team, oldest first. There are no global ones, so that `includeGlobalTag` adds nothing (inferred). */
export function tagsOf (sandbox: Sandbox, { teamId }: { teamId?: GetTagsInput['teamId'] | undefined }): Tag[] {
  return Array.from(shelfOf(sandbox).entries(), ([, tag]) => tag).filter(tag => tag.teamId === (teamId ?? null))
}

/** Throws TAG_UNKNOWN. */
export function tagOf (sandbox: Sandbox, id: string): Tag {
  const tag = shelfOf(sandbox).get(id)
  if (tag === undefined) throw new TagUnknown()
  return tag
}

/** The tags of these ids, without the unknown ones: a project that the control API has made may name any. */
export function tagsWith (sandbox: Sandbox, ids: readonly string[]): Tag[] {
  return ids.flatMap(id => shelfOf(sandbox).get(id) ?? [])
}

/** A team's second tag of a name is its first, so that a client's setup can be run again (inferred). Throws TAG_INVALID, SHELF_FULL. */
export function createTag (sandbox: Sandbox, { name, teamId }: CreateTagInput): Tag {
  return tagsNamed(sandbox, teamId, [name]).tags[0]!
}

/** A team's tags of these names, each made if there is none yet, and what takes those back that were made. Throws TAG_INVALID, SHELF_FULL; then none has been made. */
export function tagsNamed (sandbox: Sandbox, teamId: string | null | undefined, names: readonly string[]): { tags: Tag[], takeBack: () => void } {
  for (const name of names) mustBeName(name)
  const known = new Map(tagsOf(sandbox, { teamId }).map(tag => [tag.name, tag]))
  const made: Tag[] = []
  const takeBack = () => { for (const { id } of made) shelfOf(sandbox).delete(id) }
  try {
    return { tags: Array.from(new Set(names), name => known.get(name) ?? made[made.push(make(sandbox, teamId ?? null, name)) - 1]!), takeBack }
  } catch (error) {
    takeBack()
    throw error
  }
}

function mustBeName (name: string): void {
  if (name.trim() === '') throw new TagInvalid('The name of a tag must not be empty')
  if (name.length > maxLength) throw new TagInvalid(`The name of a tag must have at most ${maxLength} characters`)
}

function make (sandbox: Sandbox, teamId: string | null, name: string): Tag {
  const kept = shelfOf(sandbox)
  let id
  do id = String(sandbox.random('datasaur.tags').integer(100_000_000, 999_999_999)); while (kept.get(id) !== undefined)
  const tag = { globalTag: false, id, name, teamId }
  kept.put(id, tag)
  return tag
}

function shelfOf (sandbox: Sandbox) {
  return sandbox.shelf(tags)
}
