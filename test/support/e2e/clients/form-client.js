// Uploads a document, creates a project of it, finds and tags the project, and fetches an export into the current directory.
// Every request of GraphQL is a form, as some HTTP libraries send them by themselves.
//
//   DATASAUR_CLIENT_ID=… DATASAUR_CLIENT_SECRET=… node form-client.js BASE_URL PROJECT_NAME FILE [INTERVAL_MS [POLLS]]
//
// Says each step in a line of JSON. Exits with 3 if a job failed, with 4 if one took too long, with 1 for anything else.
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const exits = { failed: 3, stuck: 4, wrong: 1 }
const say = (step, about) => console.log(JSON.stringify({ step, ...about }))

function fail (how, message) {
  throw Object.assign(new Error(message), { how })
}

/** Keeps a token as long as it is good, and then gets another. */
class Session {
  #base
  #credentials
  #token

  constructor (base, { DATASAUR_CLIENT_ID: id = '', DATASAUR_CLIENT_SECRET: secret = '', DATASAUR_TOKEN: token }) {
    this.#base = base
    this.#credentials = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')
    this.#token = token
  }

  async #signIn () {
    const response = await fetch(`${this.#base}/api/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${this.#credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials'
    })
    const { access_token: token, token_type: type, error } = await response.json()
    if (response.status !== 200) fail('wrong', `Sign-in: ${error}`)
    if (type.toLowerCase() !== 'bearer') fail('wrong', `Sign-in: tokens of type ${type} are new to me`)
    this.#token = token
    say('signed-in')
  }

  /** Calls `send` with the headers, at most three times; it returns undefined when the token was rejected. */
  async #insist (send) {
    if (this.#token === undefined) await this.#signIn()
    for (let left = 2; ; left--) {
      const result = await send({ authorization: `Bearer ${this.#token}` })
      if (result !== undefined) return result
      if (left === 0) fail('wrong', 'Every token is refused')
      say('refused')
      await this.#signIn()
    }
  }

  /** Returns `data`. */
  async query (name, query, variables) {
    return await this.#insist(async headers => {
      const body = new URLSearchParams({ query, variables: JSON.stringify(variables), operationName: `Datasaur API client - ${name}` })
      const response = await fetch(`${this.#base}/graphql`, { method: 'POST', headers, body })
      const { data, errors = [] } = await response.json()
      if (errors.some(error => error.extensions?.type === 'AuthenticationError')) return undefined
      if (errors.length > 0) fail('wrong', `${name}: ${errors[0].message}`)
      return data
    })
  }

  /** Returns the key by which the document is named from now on. */
  async upload (file) {
    const bytes = await readFile(file)
    return await this.#insist(async headers => {
      const body = new FormData()
      body.set('file', new File([bytes], basename(file), { type: 'text/plain' }))
      const response = await fetch(`${this.#base}/api/static/proxy/upload`, { method: 'POST', headers, body })
      if (response.status === 401) return undefined
      const { objectKey } = await response.json()
      return objectKey ?? fail('wrong', `Upload: status ${response.status}`)
    })
  }
}

/** Polls a job until it has ended, and returns it. */
async function finished (session, id, interval, polls) {
  const query = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id status progress resultId updatedAt errors { id stack } } }'
  while (polls-- > 0) {
    const { getJobs: jobs } = await session.query('getJobs', query, { ids: [id] })
    const job = jobs.find(job => job.id === id) ?? fail('wrong', `There is no job ${id}`)
    say('polled', { id, status: job.status, progress: job.progress })
    if (job.status === 'FAILED') fail('failed', job.errors.map(({ stack }) => stack).join('\n'))
    if (job.status === 'DELIVERED') return job
    await sleep(interval)
  }
  fail('stuck', `Still not done: ${id}. Giving up.`)
}

/** All projects with a word in their names, page by page. */
async function search (session, keyword) {
  const query = `query ($input: GetProjectsPaginatedInput!) {
    getProjects(input: $input) { totalCount nodes { id name status tags { id name } } pageInfo { prevCursor nextCursor } }
  }`
  const found = []
  let cursor
  let pages = 0
  do {
    const input = { filter: { keyword }, sort: [{ field: 'name', order: 'ASC' }], page: { skip: 0, take: 2 }, cursor }
    const { getProjects: { nodes, pageInfo } } = await session.query('getProjects', query, { input })
    found.push(...nodes)
    cursor = pageInfo.nextCursor
    pages++
  } while (cursor !== null)
  return { found, pages }
}

async function create (session, name, file) {
  const objectKey = await session.upload(file)
  say('uploaded', { objectKey })
  const query = 'mutation create($input: LaunchProjectInput!) { result: createProject(input: $input) { name job { id status } } }'
  const input = {
    name,
    kinds: ['TOKEN_BASED'],
    purpose: 'LABELING',
    creationSettings: { sentenceSeparator: '\n', tokenizer: 'WINK', viewer: { mode: 'TOKEN' }, customHeaderColumns: [] },
    documents: [{ document: { name: basename(file), objectKey }, extras: [] }],
    tokenLabelSets: [{ name: 'Entities', options: [{ id: '1', label: 'PERSON' }] }]
  }
  const { result: { job } } = await session.query('createProject', query, { input })
  say('launched', { id: job.id })
  return job.id
}

/** Adds a tag to those that the project has. */
async function tag (session, project, name) {
  const { createTag: { id } } = await session.query('createTag', 'mutation ($input: CreateTagInput!) { createTag(input: $input) { id name } }', { input: { name } })
  const query = 'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { id tags { name } } }'
  const input = { projectId: project.id, tagIds: [...project.tags.map(({ id }) => id), id] }
  const { updateProject: { tags } } = await session.query('updateProject', query, { input })
  say('tagged', { tags: tags.map(({ name }) => name) })
}

async function fetchFile (url) {
  const response = await fetch(url)
  if (response.status !== 200) fail('wrong', `Download: status ${response.status}`)
  const [, name] = /filename="([^"/\\]+)"/.exec(response.headers.get('content-disposition')) ?? fail('wrong', 'Download: the file has no name')
  await writeFile(name, Buffer.from(await response.arrayBuffer()))
  say('downloaded', { file: name })
}

async function main ([base, name, file, interval = '1000', polls = '600']) {
  const session = new Session(base, process.env)
  const { resultId } = await finished(session, await create(session, name, file), Number(interval), Number(polls))

  const { found, pages } = await search(session, name.split(' ')[0])
  const project = found.find(({ id }) => id === resultId) ?? fail('wrong', `The project ${resultId} is not in the list`)
  say('found', { id: project.id, name: project.name, pages, projects: found.length })
  await tag(session, project, 'imported')

  const query = 'query export($input: ExportTextProjectInput!) { exportTextProject(input: $input) { exportId fileUrl } }'
  const input = { projectIds: [resultId], fileName: 'reviewed', format: 'CONLL_2003', method: 'DOWNLOAD' }
  const { exportTextProject: { exportId, fileUrl } } = await session.query('export', query, { input })
  say('exported', { id: exportId, projectId: resultId })
  await finished(session, exportId, Number(interval), Number(polls))
  await fetchFile(fileUrl)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (error.how === undefined) throw error
  console.error(error.message)
  process.exitCode = exits[error.how]
}
