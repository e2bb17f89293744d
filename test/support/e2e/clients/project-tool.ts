import { unzipSync } from 'fflate'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the quick start configures: where the documents and the exports are, and what projects are created from them. */
export interface Config {
  host: string
  clientId: string
  clientSecret: string
  teamId: string
  /** Has a folder for each project. */
  documents: string
  exports: string
  kind: string
  format: string
  /** The questions and columns of a table. */
  document?: { settings?: object, docFileOptions?: object }
}

/** Does what the vendor's command line program (datasaur-ai/robosaur) does, by its requests and in their order. */
export class ProjectTool {
  readonly #config: Config
  #token: string | undefined

  constructor (config: Config) {
    this.#config = config
  }

  /** Creates a project of each folder, and waits until all are launched. Returns their ids. */
  async createProjects (): Promise<string[]> {
    const { host, documents, kind, teamId, document } = this.#config
    const { version } = await (await fetch(`${host}/api/health`)).json() as { version: string }
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`a version without three parts: ${version}`)
    await this.#readPages('getTeamMembersPaginated', 'id user { email } invitationStatus invitationEmail __typename', { teamId, roleId: [], keyword: '' }, 'GetTeamMembersPaginatedInput')
    const jobs: string[] = []
    for (const name of readdirSync(documents)) {
      const files = readdirSync(`${documents}/${name}`).map(fileName => ({ fileName, bytes: readFileSync(`${documents}/${name}/${fileName}`) }))
      const input = {
        name,
        teamId,
        documentSettings: { kind, firstRowAsHeader: false, viewerConfig: {} },
        kinds: [],
        documentAssignments: [],
        tagNames: ['TAG'],
        documents: files.map(({ fileName }) => ({ fileName, file: null, docFileOptions: { firstRowAsHeader: false }, ...document }))
      }
      const query = 'mutation LaunchTextProjectAsyncMutation($input: LaunchTextProjectInput!) { result: launchTextProjectAsync(input: $input) { job { id } name } }'
      const form = new FormData()
      form.set('operations', JSON.stringify({ query, variables: { input } }))
      form.set('map', JSON.stringify(Object.fromEntries(files.map((_, index) => [index + 1, [`variables.input.documents.${index}.file`]]))))
      for (const [index, { fileName, bytes }] of files.entries()) form.set(String(index + 1), new Blob([bytes]), fileName)
      jobs.push((await this.#send('LaunchTextProjectAsyncMutation', { body: form })).result.job.id)
    }
    return (await this.#poll(jobs)).map(({ resultId }) => resultId!)
  }

  /** Exports the projects of the kind, each as a zip, or unzipped: then only the reviewed files. Returns the names of the files. */
  async exportProjects ({ unzip }: { unzip: boolean }): Promise<string[]> {
    const { exports, kind, format, teamId } = this.#config
    const filter = { statuses: [], teamId, kinds: [kind] }
    const projects = await this.#readPages('getProjects', 'id name tags { id name } __typename status', filter, 'GetProjectsPaginatedInput')
    const written: string[] = []
    for (const { id, name } of projects) {
      const query = 'query ExportProjectQuery($input: ExportTextProjectInput!) { result: exportTextProject(input: $input) { redirect queued fileUrl fileUrlExpiredAt exportId } }'
      const input = { projectIds: [id], role: 'REVIEWER', format, fileName: name, method: 'FILE_STORAGE', includedCommentType: ['COMMENT', 'SPAN_LABEL', 'ARROW_LABEL', 'SPAN_TEXT'] }
      const { result: { fileUrl, exportId } } = await this.#query('ExportProjectQuery', query, { input })
      await this.#poll([exportId])
      const response = await fetch(fileUrl)
      if (!response.ok) throw new Error(`the file of ${name}: ${response.status}`)
      const bytes = new Uint8Array(await response.arrayBuffer())
      const files: Array<[string, Uint8Array]> = unzip ? reviewed(bytes).map(([file, content]) => [`${name}/${toSafe(file)}`, content]) : [[`${toSafe(name)}.zip`, bytes]]
      mkdirSync(unzip ? `${exports}/${name}` : exports, { recursive: true })
      for (const [file, content] of files) writeFileSync(`${exports}/${file}`, content)
      written.push(...files.map(([file]) => file))
    }
    return written
  }

  async #poll (jobIds: readonly string[]): Promise<Array<{ id: string, status: string, resultId: string | null }>> {
    const query = 'query GetJobs($jobIds: [String!]!) { result: getJobs(jobIds: $jobIds) { id status progress errors { id stack args } resultId } }'
    for (;;) {
      const { result: jobs } = await this.#query('GetJobs', query, { jobIds })
      if (jobs.every(({ status }: any) => status === 'DELIVERED')) return jobs
      if (jobs.some(({ status }: any) => status === 'FAILED')) throw new Error('a job has failed')
      await sleep(100)
    }
  }

  async #readPages (field: string, fields: string, filter: object, type: string): Promise<any[]> {
    const name = `${field[0]!.toUpperCase()}${field.slice(1)}Query`
    const query = `query ${name}($input: ${type}!) { result: ${field}(input: $input) { nodes { ${fields} } pageInfo { nextCursor prevCursor __typename } } }`
    const nodes = []
    for (let place: object = { page: { skip: 0, take: 100 } }; ;) {
      const { result } = await this.#query(name, query, { input: { filter, sort: [], ...place } })
      nodes.push(...result.nodes)
      if (result.pageInfo.nextCursor === null) return nodes
      place = { cursor: result.pageInfo.nextCursor }
    }
  }

  async #query (name: string, query: string, variables: object): Promise<any> {
    return await this.#send(name, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) })
  }

  async #send (name: string, request: { headers?: Record<string, string>, body: string | FormData }): Promise<any> {
    const { host, clientId, clientSecret } = this.#config
    if (this.#token === undefined) {
      const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' })
      const response = await fetch(`${host}/api/oauth/token`, { method: 'POST', body })
      this.#token = (await response.json() as { access_token: string }).access_token
    }
    const response = await fetch(`${host}/graphql?graphql=${name}`, { ...request, method: 'POST', headers: { ...request.headers, authorization: `Bearer ${this.#token}` } })
    const { data, errors } = await response.json() as { data: any, errors?: Array<{ message: string }> }
    if (errors !== undefined) throw new Error(`${name}: ${errors[0]!.message}`)
    return data
  }
}

/** The files of the final version in a zip: the program looks for paths with /REVIEW/. */
function reviewed (zip: Uint8Array): Array<[name: string, content: Uint8Array]> {
  return Object.entries(unzipSync(zip)).filter(([path]) => path.includes('/REVIEW/') && !path.endsWith('/')).map(([path, content]) => [path.replace(/.*\//, ''), content])
}

/** A name without characters that a file system or an expression could interpret. */
function toSafe (name: string): string {
  return name.replace(/[\\|{}()[\]^$+*?.@/]/g, '_')
}
