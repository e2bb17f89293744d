import createError from '@fastify/error'
import { toIso } from '../../../time/index.ts'
import type { Args, Context } from '../graphql/request.ts'
import { typeOf } from '../labeling/documents.ts'
import { toJob } from '../map.ts'
import { toPage, type Page, type SortFields } from '../paging.ts'
import type { LaunchProjectInput, LaunchTextProjectInput } from '../schema/launch.ts'
import type { AddDocumentsToProjectInput, GetProjectsPaginatedInput, ProjectResponse, UpdateProjectInput } from '../schema/projects.ts'
import { tagOf } from '../team/tags.ts'
import { toTeam } from '../team/teams.ts'
import { addDocuments, launchAtOnce, launchProject, launchTextProject } from './launch.ts'
import { toResponse } from './map.ts'
import { allProjects, change, projectOf, remove, type Project } from './projects.ts'
import { matcher } from './search.ts'
import { toSettings } from './settings.ts'

export const ProjectNameEmpty = createError('PROJECT_NAME_EMPTY', 'name must not be empty', 400)

/** How clients launch, find and change projects. */
export const projectResolvers = {
  Query: {
    getProject: (_: unknown, { input }: Args<{ projectId: string }>, context: Context) =>
      toResponse(context, projectOf(context, input.projectId)),
    getProjects: (_: unknown, { input }: Args<GetProjectsPaginatedInput>, context: Context) =>
      list(context, input)
  },
  Mutation: {
    createProject: (_: unknown, { input }: Args<LaunchProjectInput>, context: Context) =>
      ({ name: input.name, job: toJob(launchProject(context, input), context.dialect) }),
    launchTextProjectAsync: (_: unknown, { input }: Args<LaunchTextProjectInput>, context: Context) =>
      ({ name: input.name, job: toJob(launchTextProject(context, input), context.dialect) }),
    launchTextProject: (_: unknown, { input }: Args<LaunchTextProjectInput>, context: Context) =>
      toResponse(context, launchAtOnce(context, input)),
    addDocumentsToProject: (_: unknown, { input }: Args<AddDocumentsToProjectInput>, context: Context) => {
      const { project: { name }, job } = addDocuments(context, input)
      return { name, job: toJob(job, context.dialect) }
    },
    deleteProject: (_: unknown, { input }: Args<{ projectId: string }>, context: Context) =>
      toResponse(context, remove(context, input.projectId)),
    updateProject: (_: unknown, { input }: Args<UpdateProjectInput>, context: Context) =>
      toResponse(context, update(context, input))
  },
  Project: {
    // any token sees every project as its own
    isOwnerMe: () => true,
    isReviewByMeAllowed: () => true,
    settings: ({ settings }: Project) => toSettings(settings),
    team: ({ teamId }: Project) => teamId === null ? null : toTeam(teamId),
    type: typeOf
  }
}

const sortFields: SortFields<Project> = {
  name: ({ name }) => name,
  createdDate: ({ createdDate }) => createdDate,
  updatedDate: ({ updatedDate }) => updatedDate,
  completedDate: ({ completedDate }) => completedDate,
  exportedDate: ({ exportedDate }) => exportedDate,
  status: ({ status }) => status
}

function list (context: Context, input: GetProjectsPaginatedInput): Page<ProjectResponse> {
  const projects = allProjects(context).filter(matcher(context.sandbox, input.filter))
  const page = toPage(projects, input, sortFields)
  return { ...page, nodes: page.nodes.map(project => toResponse(context, project)) }
}

/** Replaces the tags of a project rather than adding to them (inferred from clients, which send all tags that are to stay). */
function update (context: Context, { projectId, name, tagIds }: UpdateProjectInput): Project {
  const { sandbox } = context
  projectOf(context, projectId)
  if (name?.trim() === '') throw new ProjectNameEmpty()
  for (const id of tagIds ?? []) tagOf(sandbox, id)
  const updatedDate = toIso(sandbox.clock.now())
  change(context, projectId, { ...name != null && { name }, ...tagIds != null && { tagIds: [...new Set(tagIds)] }, updatedDate })
  return projectOf(context, projectId)
}
