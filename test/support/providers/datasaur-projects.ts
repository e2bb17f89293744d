import type { Double } from '../double.ts'

export const create = 'mutation CreateProjectMutation($input: LaunchProjectInput!) { result: createProject(input: $input) { name job { id status progress resultId errors { id stack args } } } }'
export const launch = 'mutation LaunchTextProjectAsyncMutation($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { job { ...JobFragment __typename } name __typename } } fragment JobFragment on Job { id status progress errors { id stack args __typename } resultId __typename }'
const whole = 'id name status purpose isArchived createdDate updatedDate completedDate exportedDate tags { id name globalTag } assignees { role teamMember { user { email } } }'
export const getProject = `query GetProjectQuery($input: GetProjectInput!) { result: getProject(input: $input) { ${whole} } }`
export const getProjects = `query GetProjectsQuery($input: GetProjectsPaginatedInput!) { result: getProjects(input: $input) { totalCount nodes { ${whole} __typename } pageInfo { nextCursor prevCursor __typename } } }`
export const updateProject = `mutation ($input: UpdateProjectInput!) { result: updateProject(input: $input) { ${whole} } }`
export const text = { documentSettings: { kind: 'TOKEN_BASED' } }

/** Returns a function that sends a query and returns its data, or the messages of its errors. */
export function asking ({ ask }: Double) {
  return async (query: string, variables: object): Promise<any> => {
    const { body } = await ask('POST /graphql', { query, variables }, { authorization: 'Bearer any' })
    return body.errors?.map(({ message }: { message: string }) => message) ?? body.data.result ?? body.data.launchTextProjectAsync
  }
}

/** Launches a project, advances the clock until its job is DELIVERED, and returns the id of the project. */
export async function launched (double: Double, input: object): Promise<string> {
  const { job } = await asking(double)(launch, { input: { name: 'A project', ...text, ...input } })
  await double.advance('10s')
  return (await asking(double)('query ($id: String!) { result: getJob(jobId: $id) { resultId } }', { id: job.id })).resultId
}
