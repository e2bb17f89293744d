import createError from '@fastify/error'
import type { Context } from '../graphql/request.ts'
import { allProjects } from '../projects/projects.ts'
import type { User } from '../schema/teams.ts'
import { tags, type Member } from '../collections.ts'
import { allMembers, roles } from './members.ts'

export const TeamMissing = createError('TEAM_MISSING', 'input.id must name a team', 400)

/** The team of a token of which no project and no tag says otherwise (inferred). */
export const firstTeam = '1'

/** The maximum number of members in the details of a team (inferred): `getTeamMembersPaginated` returns the others. */
const maxMembers = 1000

export interface Team {
  id: string
  name: string
  logoURL: null
  isExpired: false
  expiredAt: null
  setting: object
  members: Member[] | null
  membersScalar: unknown
  owner: User | null
}

/** Every team that a client names exists. Its members are listed by `getTeamDetail` only, because many projects can have a team. */
export function toTeam (id: string): Team {
  return {
    id,
    name: `Team ${id}`,
    logoURL: null,
    isExpired: false,
    expiredAt: null,
    setting,
    members: null,
    membersScalar: null,
    owner: null
  }
}

/** The first team, and those of the projects and tags. */
export function allTeams (context: Context): Team[] {
  let teams = known.get(context)
  if (teams === undefined) known.set(context, teams = findTeams(context))
  return teams
}

/** One request searches the teams once. */
const known = new WeakMap<Context, Team[]>()

function findTeams (context: Context): Team[] {
  const ofTags = Array.from(context.sandbox.collection(tags).entries(), ([, { teamId }]) => teamId)
  const ids = [firstTeam, ...allProjects(context).map(({ teamId }) => teamId), ...ofTags]
  return [...new Set(ids.filter(id => id !== null))].map(toTeam)
}

/** Throws TEAM_MISSING. */
export function teamDetail ({ sandbox }: Context, id: string | undefined): Team {
  if (id === undefined) throw new TeamMissing()
  const members = allMembers(sandbox)
  const shown = members.slice(0, maxMembers)
  const owner = members.find(({ roleId }) => roleId === roles.owner)?.user ?? null
  return { ...toTeam(id), members: shown, membersScalar: shown.map(({ id, user, roleId }) => ({ id, user, roleId })), owner }
}

const methods = ['DOWNLOAD', 'EMAIL', 'FILE_STORAGE']

/** Everything is allowed (inferred: no filled response is published). */
const setting = {
  allowedASRProviders: [],
  allowedAdminExportMethods: methods,
  allowedExtraAutoLabelProviders: [],
  allowedLabelerExportMethods: methods,
  allowedOCRProviders: [],
  allowedReviewerExportMethods: methods,
  commentNotificationType: null,
  customAPICreationLimit: 10,
  defaultCustomTextExtractionAPIId: null,
  defaultExternalObjectStorageId: null,
  enableActions: true,
  enableAssistedLabeling: true,
  enableDataProgramming: true,
  enableDatasaurAssistRowBased: true,
  enableDatasaurPredictiveRowBased: true,
  enableDemo: false,
  enableExportTeamOverview: true,
  enableLLMProject: true,
  enableLabelingFunctionMultipleLabel: true,
  enableWipeData: true
}

/** The published roles; an owner is an admin (inferred). */
const roleNames = {
  [roles.owner]: 'ADMIN',
  [roles.admin]: 'ADMIN',
  [roles.labeler]: 'LABELER',
  [roles.reviewer]: 'REVIEWER'
} as Record<string, string>

export const memberFields = { role: ({ roleId }: Pick<Member, 'roleId'>) => ({ id: roleId, name: roleNames[roleId] ?? 'LABELER' }) }

/** The fields that are the same for all users (inferred). */
export const userFields = {
  allowedActions: () => [],
  companyName: () => null,
  emailVerified: () => true,
  package: () => 'ENTERPRISE',
  profilePicture: () => null,
  teamPackage: () => 'ENTERPRISE',
  totpAuthEnabled: () => false
}
