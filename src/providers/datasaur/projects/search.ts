import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { findMember } from '../team/members.ts'
import type { Project } from './projects.ts'
import type { GetProjectsFilterInput } from '../schema/projects.ts'
import { tagsWith } from '../team/tags.ts'

export const DateInvalid = createError('DATE_INVALID', '%s must be a date such as 2025-01-31T00:00:00.000Z', 400)

type Test = (project: Project) => boolean

/** Whether a project is one that a filter asks for; what the filter does not say lets everything pass. Throws DATE_INVALID. */
export function matcher (sandbox: Sandbox, filter: GetProjectsFilterInput | null | undefined): Test {
  const { teamId, isArchived, keyword, kinds, types, statuses, tags, labelSetSignatures, labelerTeamMemberIds, reviewerTeamMemberIds, daysCreatedRange } = filter ?? {}
  const tests: Test[] = [
    // a project's team is whatever the launch called it, also a number
    equals(teamId, project => project.teamId),
    equals(isArchived, project => project.isArchived),
    keyword ? project => project.name.toLowerCase().includes(keyword.toLowerCase()) : anything,
    someOf(kinds, project => project.kinds),
    someOf(types, project => [project.type]),
    someOf(statuses, project => [project.status]),
    // real clients name tags by their names
    someOf(tags, project => tagsWith(sandbox, project.tagIds).flatMap(({ id, name }) => [id, name])),
    someOf(labelSetSignatures, project => project.labelSets.map(({ signature }) => signature)),
    someOf(labelerTeamMemberIds, project => membersOf(sandbox, project, 'LABELER')),
    someOf(reviewerTeamMemberIds, project => membersOf(sandbox, project, 'REVIEWER')),
    ...daysCreatedRange ? [createdBetween(daysCreatedRange.oldestDate, daysCreatedRange.newestDate)] : []
  ]
  return project => tests.every(test => test(project))
}

const anything: Test = () => true

function equals<T> (wanted: T | null | undefined, valueOf: (project: Project) => T | null): Test {
  return wanted == null ? anything : project => valueOf(project) === wanted
}

/** An empty list asks for nothing in particular (inferred), as real clients send it. */
function someOf (wanted: readonly string[] | null | undefined, valuesOf: (project: Project) => ReadonlyArray<string | null | undefined>): Test {
  if (wanted == null || wanted.length === 0) return anything
  const set = new Set<string | null | undefined>(wanted)
  return project => valuesOf(project).some(value => set.has(value))
}

function membersOf (sandbox: Sandbox, { assignees, teamId }: Project, role: 'LABELER' | 'REVIEWER'): string[] {
  return assignees.filter(assignee => assignee.role.includes(role)).map(assignee => findMember(sandbox, assignee, teamId).id)
}

/** Both ends included; a date without a time means its whole day. */
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
