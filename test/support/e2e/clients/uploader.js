// Launches a text project from local files, waits for it, and fetches an export of it into the current directory.
//
//   DATASAUR_CLIENT_ID=… DATASAUR_CLIENT_SECRET=… node uploader.js BASE_URL [--name NAME] [--labeler EMAIL]… DIRECTORY-OR-FILES…
//
// Says each step in a line of JSON. Exits with 3 if a job failed, with 4 if one took too long, with 1 for anything else.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { values: options, positionals: [base, ...paths] } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string', default: 'Uploaded' },
    labeler: { type: 'string', multiple: true, default: [] },
    interval: { type: 'string', default: '1000' },
    polls: { type: 'string', default: '600' }
  }
})
const { DATASAUR_CLIENT_ID: clientId, DATASAUR_CLIENT_SECRET: clientSecret, DATASAUR_TOKEN: keptToken } = process.env

class Stop extends Error {
  constructor (exitCode, message) {
    super(message)
    this.exitCode = exitCode
  }
}

let token = keptToken

async function signIn () {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' })
  const response = await fetch(`${base}/api/oauth/token`, { method: 'POST', body })
  const { access_token: given, error, error_description: why } = await response.json()
  if (!response.ok) throw new Stop(1, `Cannot sign in: ${error} (${why})`)
  token = given
  say('signed-in')
}

/** Sends a request, and again with a new token if the old one is good no longer. `make` gives its body, afresh for each sending. */
async function ask (operationName, make) {
  for (let renewals = 0; ; renewals++) {
    const { headers, body } = make(operationName)
    const response = await fetch(`${base}/graphql?operationName=${operationName}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers }, body })
    const { data, errors } = await response.json()
    if (errors === undefined) return data
    const isUnknown = errors.some(({ extensions }) => extensions?.type === 'AuthenticationError')
    if (!isUnknown || renewals === 2) throw new Stop(1, `${operationName}: ${errors.map(({ message }) => message).join('; ')}`)
    say('refused')
    await signIn()
  }
}

function inJson (query, variables) {
  return operationName => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ operationName, query, variables }) })
}

/** By the GraphQL multipart request specification. */
function inParts (query, variables, files) {
  return operationName => {
    const form = new FormData()
    form.append('operations', JSON.stringify({ operationName, query, variables }))
    form.append('map', JSON.stringify(Object.fromEntries(files.map((_, index) => [index, [`variables.input.documents.${index}.file`]]))))
    for (const [index, { name, bytes }] of files.entries()) form.append(String(index), new Blob([bytes], { type: 'text/plain' }), name)
    return { body: form }
  }
}

/** Looks until a job has ended. Progress says nothing about that. */
async function wait (id, look) {
  for (let polls = 0; polls < Number(options.polls); polls++) {
    if (polls > 0) await sleep(Number(options.interval))
    const { status, errors, progress } = await look()
    say('polled', { id, status, progress })
    if (status === 'DELIVERED') return
    if (status === 'FAILED') throw new Stop(3, `${id} failed:\n${errors.map(({ stack }) => stack).join('\n')}`)
  }
  throw new Stop(4, `${id} has not ended after ${options.polls} polls: giving up`)
}

async function readDocuments () {
  const files = []
  for (const path of paths) {
    const isFolder = (await stat(path)).isDirectory()
    files.push(...isFolder ? (await readdir(path)).sort().map(name => join(path, name)) : [path])
  }
  return await Promise.all(files.map(async file => ({ name: basename(file), bytes: await readFile(file) })))
}

const jobParts = 'fragment JobParts on Job { id status progress resultId errors { id stack args __typename } __typename }'

async function launch (files) {
  const input = {
    name: options.name,
    teamId: '42',
    type: 'NER',
    kinds: ['TOKEN_BASED'],
    purpose: 'LABELING',
    documentSettings: { kind: 'TOKEN_BASED', allowMultiLabels: true, tokenizer: 'WINK', sentenceSeparator: '\n', viewer: 'TOKEN' },
    projectSettings: { enableEditLabelSet: true, conflictResolution: { mode: 'PEER_REVIEW', consensus: 1 } },
    labelSets: [{ name: 'Entities', options: [{ id: '1', label: 'PERSON', color: '#0b6e99' }, { id: '2', label: 'PLACE', color: null }] }],
    documents: files.map(({ name }) => ({ fileName: name, file: null })),
    documentAssignments: options.labeler.map(email => ({
      email, role: 'LABELER', documents: files.map(({ name }) => ({ fileName: name, part: 0 }))
    })),
    splitDocumentOption: null
  }
  const query = `mutation LaunchProject($input: LaunchTextProjectInput!) {
    launchTextProjectAsync(input: $input) { name job { ...JobParts __typename } __typename }
  } ${jobParts}`
  const { launchTextProjectAsync: { name, job: { id } } } = await ask('LaunchProject', inParts(query, { input }, files))
  say('launched', { id, name, documents: files.length })

  let projectId
  await wait(id, async () => {
    const { result } = await ask('WatchJob', inJson(`query WatchJob($id: String!) { result: getJob(jobId: $id) { ...JobParts } } ${jobParts}`, { id }))
    if (result === null) throw new Stop(1, `${id} is unknown`)
    projectId = result.resultId
    return result
  })
  return projectId
}

async function startExport (projectId) {
  const query = `query Export($input: ExportTextProjectInput!) {
    result: exportTextProject(input: $input) { exportId fileUrl fileUrlExpiredAt queued redirect }
  }`
  const input = { projectIds: [projectId], role: 'REVIEWER', fileName: options.name, format: 'JSON_ADVANCED', method: 'DOWNLOAD' }
  const { result: { exportId, fileUrl } } = await ask('Export', inJson(query, { input }))
  say('exported', { id: exportId, projectId })
  return { exportId, fileUrl }
}

/** The file comes without a token: its link is secret enough. */
async function download (fileUrl) {
  const response = await fetch(fileUrl)
  if (!response.ok) throw new Stop(1, `The download of the export has the status ${response.status}`)
  const file = basename(decodeURIComponent(new URL(fileUrl).pathname))
  const bytes = Buffer.from(await response.arrayBuffer())
  await writeFile(file, bytes)
  say('downloaded', { file, bytes: bytes.length })
}

async function run () {
  const files = await readDocuments()
  if (token === undefined) await signIn()
  const projectId = await launch(files)
  const { exportId, fileUrl } = await startExport(projectId)
  const { status } = await fetch(fileUrl)
  say('asked-early', { status })
  await wait(exportId, async () => {
    const query = `query WatchExport($id: ID!) {
      exportDeliveryStatus: getExportDeliveryStatus(exportId: $id) { status: deliveryStatus errors { id stack args } }
    }`
    return (await ask('WatchExport', inJson(query, { id: exportId }))).exportDeliveryStatus
  })
  await download(fileUrl)
}

function say (step, about = {}) {
  console.log(JSON.stringify({ step, ...about }))
}

try {
  await run()
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
