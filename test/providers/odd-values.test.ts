import t, { type Test } from 'tap'
import { providers, type Provider } from '../../src/providers/index.ts'
import { credentials as key } from '../support/credentials.ts'
import { demoJobs, fixtures, type Fixture } from '../support/contract/fixtures.ts'
import { double, type Double } from '../support/double.ts'

/** What the control API, a lifecycle or a fixture may say where something else is meant. */
const odd: unknown[] = [null, 0, -1.5, 1e300, true, '', 'x', [null], {}, { toString: 1 }]

/** The requests of a client: `one` for each job, `all` for all jobs. */
interface Questions { kinds: string[], keys: string[], one?: (it: Asker, job: any) => Promise<unknown>, all: (it: Asker, ids: string[]) => Promise<unknown> }

interface Asker extends Double {
  t: Test
  /** Fails if a response is not as expected. Not an assertion otherwise: thousands of them take longer than the requests. */
  mustBe (isExpected: boolean, what: string): void
}

async function post ({ ask }: Asker, path: string, body: object): Promise<number> {
  return (await ask(`POST ${path}`, body, key)).status
}

async function get ({ ask }: Asker, path: string): Promise<number> {
  return (await ask(`GET ${path}`, undefined, key)).status
}

async function graphql ({ ask, mustBe }: Asker, query: string, variables: object): Promise<void> {
  const { body } = await ask('POST /graphql', { query, variables }, key)
  mustBe(body.errors === undefined, `${query} ${JSON.stringify(variables)}: ${JSON.stringify(body.errors)}`)
}

const jobFields = '{ id createdAt errors { id stack args } progress result resultId status updatedAt additionalData { automationActivityId } }'
const projectFields = `{
  assignees { documents { fileName id name } role teamMember { id user { displayName email id name username } invitationEmail } }
  completedDate createdDate exportedDate id isArchived labelerCabinets { id owner { id } role } name purpose reviewCabinet { id } status tags { id name } updatedDate workspaceSettings { kinds }
}`
const filter = { keyword: 'a', teamId: '1', kinds: ['TOKEN_BASED'], tags: ['x'], labelSetSignatures: ['x'], labelerTeamMemberIds: ['1'], reviewerTeamMemberIds: ['1'], daysCreatedRange: { newestDate: '2030-01-01' } }

const questions: Record<string, Questions> = {
  starfish: {
    kinds: ['GENERATION', 'EVALUATION'],
    keys: ['projectId', 'numOfRecords', 'prompt', 'model'],
    async one (it, { id, input: { projectId } }) {
      it.mustBe([200, 401].includes(await post(it, '/v1/jobStatus', { jobId: id, projectId: 'p' })), `the status of ${id}`)
      for (const path of ['/v1/data', '/v1/evaluateData']) it.mustBe([200, 400].includes(await post(it, path, { projectId })), `${path} ${JSON.stringify(projectId)}`)
    },
    all: async it => it.t.equal(await post(it, '/v1/data', { projectId: 'p' }), 200)
  },
  immuta: {
    kinds: ['job', 'domainIdentification'],
    keys: ['bulkId', 'id', 'type', 'update', 'domainId'],
    async all (it, ids) {
      it.t.equal(await post(it, '/jobs/statuses', { jobIds: ids }), 200)
      for (const path of ['/jobs?bulkId=x', '/jobs/search?size=1000', '/jobs/search?state=active&jobType=job', '/jobs/summary']) it.t.equal(await get(it, path), 200, path)
    }
  },
  julep: {
    kinds: ['TaskExecutionWorkflow'],
    keys: [],
    one: async (it, { id }) => it.mustBe(await get(it, `/api/jobs/${id}`) === 200, id),
    all: async it => it.t.equal(await get(it, '/api/tasks/11111111-2222-4333-8444-555555555555/executions'), 200)
  },
  waveline: {
    kinds: ['guess-shape', 'extract-document'],
    keys: ['pages', 'fileName', 'shape', 'contentType', 'url'],
    one: async (it, { id }) => it.mustBe(await get(it, `/api/v1/jobs/${id}`) === 200, id),
    async all (it) { for (let offset = 0; offset < 1000; offset += 100) it.t.equal(await get(it, `/api/v1/jobs?count=100&offset=${offset}`), 200) }
  },
  datasaur: {
    kinds: ['ProjectLaunchQueue', 'ExportQueue', 'AutomationQueue'],
    keys: ['projectId', 'name', 'teamId', 'kinds', 'type', 'purpose', 'status', 'isArchived', 'completedDate', 'tagIds', 'documents', 'labelSets', 'assignees', 'method'],
    async one (it, { id, kind, state, input }) {
      await graphql(it, `query ($id: String!, $exportId: ID!) { getJob(jobId: $id) ${jobFields} getExportDeliveryStatus(exportId: $exportId) { deliveryStatus errors { id stack args } } }`, { id, exportId: id })
      if (kind === 'ProjectLaunchQueue' && state === 'succeeded') {
        const projectId = String(input.projectId)
        const files = ['CSV', 'JSON_ADVANCED', 'CONLL_2003'].map(format => `${format}: exportTextProject(input: { projectIds: [$id], fileName: "f", format: "${format}", method: FILE_STORAGE }) { fileUrl }`)
        await graphql(it, `query ($id: ID!) { getProject(input: { projectId: $id }) ${projectFields} ${files.join(' ')} }`, { id: projectId })
      }
    },
    async all (it, ids) {
      await graphql(it, `query ($ids: [String!]!) { getJobs(jobIds: $ids) ${jobFields} }`, { ids })
      await graphql(it, `query ($input: GetProjectsPaginatedInput!) { getProjects(input: $input) { totalCount nodes ${projectFields} } }`, { input: { page: { skip: 0, take: 1000 }, sort: ['name', 'completedDate', 'status'].map(field => ({ field, order: 'ASC' })) } })
      await graphql(it, 'query ($input: GetProjectsPaginatedInput!) { getProjects(input: $input) { nodes { id } } }', { input: { filter } })
      await graphql(it, 'query { exportTeamOverview(input: { teamId: "x", method: FILE_STORAGE }) { fileUrl } }', {})
    }
  }
}

/** For a provider that has none above: its recorded requests about a job, with the ids of others. */
function usualQuestions ({ name, kind }: Provider): Questions {
  const { id: recorded } = demoJobs().find(({ provider }) => provider === name)!
  const requests = fixtures().filter(({ provider, request, response }) =>
    provider === name && response.status === 200 && JSON.stringify(request).includes(recorded)).map(({ request }) => JSON.stringify(request))
  return {
    kinds: [kind],
    keys: [],
    async all (it, ids) {
      it.t.ok(requests.length > 0, `fixtures/${name} has a request about the job ${recorded} of fixtures/demo.yaml`)
      for (const [request, id] of requests.flatMap(request => ids.map(id => [request, id] as const))) {
        const { method, path, headers, body } = JSON.parse(request.replaceAll(recorded, id)) as Fixture['request']
        it.t.equal((await it.ask(`${method} ${path}`, body, headers)).status, 200, `${method} ${path}`)
      }
    }
  }
}

for (const { provider, kinds, keys, one, all } of providers.map(provider => ({ provider: provider.name, ...questions[provider.name] ?? usualQuestions(provider) }))) {
  t.test(`${provider} keeps its contract, whatever the control API says of a job`, async t => {
    const mustBe = (isExpected: boolean, what: string) => { if (!isExpected) t.fail(what) }
    const it = { ...await double(t), t, mustBe }
    const orders = kinds.flatMap(kind => odd.flatMap(value => [
      { kind, lifecycle: 'instant', input: value },
      { kind, lifecycle: 'instant', output: value },
      { kind, lifecycle: 'failure', error: value },
      { kind, lifecycle: 'failure', error: { message: value } },
      { kind, lifecycle: { steps: [{ state: 'running', output: value, error: value, progress: 0.5 }, { state: 'retrying', after: 5, error: value }, { state: 'running', after: 5 }, { state: 'succeeded', after: 5, progress: 33.3 }] } },
      ...keys.map(key => ({ kind, lifecycle: 'instant', input: { projectId: 'p', documents: [{ id: 'd', name: 'a.txt' }], [key]: value } }))
    ]))
    const unfinished: string[] = []
    for (const order of orders) {
      const { id, finishedAt } = await it.make({ provider, ...order })
      if (finishedAt === null) unfinished.push(id)
    }
    const { items } = (await it.ask('GET /__admin/jobs?limit=1000')).body
    t.equal(items.length, orders.length)
    await read(items)
    await it.advance('1m')
    await read(await Promise.all(unfinished.map(async id => (await it.ask(`GET /__admin/jobs/${id}`)).body)))

    async function read (jobs: any[]): Promise<void> {
      if (one !== undefined) for (const job of jobs) await one(it, job)
      await all(it, jobs.map(({ id }) => id))
      t.equal(await get(it, '/__admin/jobs?limit=1000'), 200)
      t.equal(await get(it, '/__admin/requests?limit=100'), 200)
    }
  })
}
