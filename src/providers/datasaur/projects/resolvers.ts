import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Provider } from '../../provider.ts'
import type { Context } from '../context.ts'
import { toJob } from '../map.ts'
import { launchProject, launchTextProject } from './launch.ts'
import { toPage, type SortFields } from '../paging.ts'
import { toAnswer } from './map.ts'
import { matcher } from './search.ts'
import { allProjects, change, projectOf, type Project } from './projects.ts'
import type { LaunchProjectInput, LaunchTextProjectInput } from '../schema/launch.ts'
import type { GetProjectsPaginatedInput, UpdateProjectInput } from '../schema/projects.ts'
import { tagOf } from '../team/tags.ts'

export const ProjectNameEmpty = createError('PROJECT_NAME_EMPTY', 'name must not be empty', 400)

/** Projects: how they are launched, found and changed. */
export function projectResolvers (datasaur: Provider) {
  return {
    Query: {
      getProject: async (_: unknown, { input }: { input: { projectId: string } }, { sandbox }: Context) =>
        toAnswer(sandbox, await projectOf(sandbox, input.projectId)),
      getProjects: async (_: unknown, { input }: { input: GetProjectsPaginatedInput }, { sandbox }: Context) =>
        await list(sandbox, input)
    },
    Mutation: {
      createProject: async (_: unknown, { input }: { input: LaunchProjectInput }, context: Context) =>
        ({ name: input.name, job: toJob(await launchProject(context, datasaur, input), context.sandbox.dialectOf(datasaur.name)) }),
      launchTextProjectAsync: async (_: unknown, { input }: { input: LaunchTextProjectInput }, context: Context) =>
        ({ name: input.name, job: toJob(await launchTextProject(context, datasaur, input), context.sandbox.dialectOf(datasaur.name)) }),
      updateProject: async (_: unknown, { input }: { input: UpdateProjectInput }, { sandbox }: Context) =>
        toAnswer(sandbox, await update(sandbox, input))
    }
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

async function list (sandbox: Sandbox, input: GetProjectsPaginatedInput) {
  const projects = (await allProjects(sandbox)).filter(matcher(sandbox, input.filter))
  const page = toPage(projects, input, sortFields)
  return { ...page, nodes: page.nodes.map(project => toAnswer(sandbox, project)) }
}

/** Tags are replaced, not added to (inferred from its clients, which send all that are to stay). */
async function update (sandbox: Sandbox, { projectId, name, tagIds }: UpdateProjectInput): Promise<Project> {
  await projectOf(sandbox, projectId)
  if (name?.trim() === '') throw new ProjectNameEmpty()
  for (const id of tagIds ?? []) tagOf(sandbox, id)
  const updatedDate = new Date(sandbox.clock.now()).toISOString()
  await change(sandbox, projectId, { ...name != null && { name }, ...tagIds != null && { tagIds }, updatedDate })
  return await projectOf(sandbox, projectId)
}
