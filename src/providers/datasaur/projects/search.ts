import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import type { GetProjectsFilterInput } from '../schema/projects.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'
import type { Project } from './projects.ts'

export const DateInvalid = createError('DATE_INVALID', '%s must be a date such as 2025-01-31T00:00:00.000Z', 400)

type Test = (project: Project) => boolean

/** Returns whether a project matches a filter. A field that is missing in the filter matches everything. Throws DATE_INVALID. */
export function matcher (sandbox: Sandbox, filter: GetProjectsFilterInput | null | undefined): Test {
  const { keyword, kinds, types, statuses, tags, labelSetSignatures, daysCreatedRange } = filter ?? {}
  const tests: Test[] = [
    equals(filter?.teamId, project => project.teamId),
    equals(filter?.isArchived, project => project.isArchived),
    keyword ? project => project.name.toLowerCase().includes(keyword.toLowerCase()) : anything,
    someOf(kinds, project => project.kinds),
    someOf(types, project => [project.type]),
    someOf(statuses, project => [project.status]),
    // real clients send the names of tags
    someOf(tags, project => tagsWith(sandbox, project.tagIds).flatMap(({ id, name }) => [id, name])),
    someOf(labelSetSignatures, project => project.labelSets.map(({ signature }) => signature)),
    someOf(filter?.labelerTeamMemberIds, project => membersOf(sandbox, project, 'LABELER')),
    someOf(filter?.reviewerTeamMemberIds, project => membersOf(sandbox, project, 'REVIEWER')),
    ...daysCreatedRange ? [createdBetween(daysCreatedRange.oldestDate, daysCreatedRange.newestDate)] : []
  ]
  return project => tests.every(test => test(project))
}

const anything: Test = () => true

function equals<T> (wanted: T | null | undefined, valueOf: (project: Project) => T | null): Test {
  return wanted == null ? anything : project => valueOf(project) === wanted
}

/** An empty list matches everything (inferred from real clients, which send it). */
function someOf (
  wanted: readonly string[] | null | undefined, valuesOf: (project: Project) => ReadonlyArray<string | null | undefined>
): Test {
  if (wanted == null || wanted.length === 0) return anything
  const set = new Set<string | null | undefined>(wanted)
  return project => valuesOf(project).some(value => set.has(value))
}

function membersOf (sandbox: Sandbox, { assignees }: Project, role: 'LABELER' | 'REVIEWER'): string[] {
  return assignees.filter(assignee => assignee.role.includes(role)).map(assignee => findMember(sandbox, assignee).id)
}

/** Includes both ends. A newest date without a time includes its whole day. */
function createdBetween (oldest: string | null | undefined, newest: string): Test {
  const from = oldest == null ? -Infinity : toMoment(oldest, 'oldestDate')
  const to = toMoment(newest, 'newestDate') + (newest.length > 10 ? 0 : 86_399_999)
  return ({ createdDate }) => from <= Date.parse(createdDate) && Date.parse(createdDate) <= to
}

function toMoment (date: string, field: string): number {
  const moment = Date.parse(date)
  if (Number.isNaN(moment)) throw new DateInvalid(`filter.daysCreatedRange.${field}`)
  return moment
}
