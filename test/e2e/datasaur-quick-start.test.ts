import { unzipSync } from 'fflate'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ProjectTool, type Config } from '../support/e2e/clients/project-tool.ts'
import { serve } from '../support/e2e/program.ts'

/** Runs a curl line that the documentation prints, with what is replaced in it, and returns the body of the response. */
function curl (file: string, replaced: Readonly<Record<string, string>>): any {
  let line = readFileSync(new URL(`documented/${file}.sh`, import.meta.url), 'utf8').trim()
  for (const [text, other] of Object.entries(replaced)) line = line.replace(text, other)
  return JSON.parse(execFileSync('sh', ['-c', `${line} --silent`], { encoding: 'utf8' }))
}

t.test('quick start: the first page of the documentation runs line by line, with only the base URL changed', async t => {
  const { url } = await serve(t, ['--clock', 'scaled@10'])
  const signIn = await fetch(`${url}/api/oauth/token`, { method: 'POST', body: new URLSearchParams({ client_id: 'id', client_secret: 'secret', grant_type: 'client_credentials' }) })
  const { access_token: token } = await signIn.json() as { access_token: string }
  const changed = { 'https://app.datasaur.ai': url, '<access_token>': token }

  const { data: { result: started } } = curl('datasaur-auto-label', changed)
  t.match(started, { id: /^AutoLabelQueue:[0-9a-f-]{36}$/, status: 'QUEUED', progress: 0 })
  const seen = new Set<string>()
  // «If the status is already DELIVERED, then the job is finished.»
  for (;;) {
    const { data: { result }, extensions } = curl('datasaur-check-job', { ...changed, 'AutoLabelQueue:dcbf6ed3-3841-46c1-8f6a-2affb53ac637': started.id })
    t.same([result.id, extensions], [started.id, {}])
    seen.add(result.status)
    if (result.status === 'DELIVERED') break
    await sleep(50)
  }
  t.equal([...seen].at(-1), 'DELIVERED')
})

const weather = 'Date,City\r\n2016-01-03,"Birmingham, AL"\r\n'
const letters = 'Anna Nowak wrote to Li Wei.\nThe letter came back.'

/** The program with folders of documents; its exports are in the folder `export`. */
async function tool (t: Test, config: Pick<Config, 'kind' | 'format' | 'document'>, documents: Record<string, Record<string, string>>) {
  const { url } = await serve(t, ['--clock', 'scaled@50', '--seed', '1'])
  const folder = t.testdir({ documents })
  const it = new ProjectTool({ host: url, clientId: 'id', clientSecret: 'secret', teamId: '1', documents: `${folder}/documents`, exports: `${folder}/export`, ...config })
  const read = (file: string) => readFileSync(`${folder}/export/${file}`)
  return { it, read }
}

t.test('quick start: the vendor’s program creates token-based projects and exports them, zipped and unzipped', async t => {
  const { it, read } = await tool(t, { kind: 'TOKEN_BASED', format: 'JSON_ADVANCED' }, { 'Project 1': { 'lorem.txt': letters }, 'Project 2': { 'little prince.txt': letters } })
  const ids = await it.createProjects()
  t.same((await it.exportProjects({ unzip: false })).sort(), ['Project 1.zip', 'Project 2.zip'])
  const top = `Project 1-${ids[0]}/`
  const root = `${top}ROOT-odile_marchetti_example_com/`
  const entries = unzipSync(read('Project 1.zip'))
  t.same(Object.keys(entries).sort(), [top, `${top}REVIEW/`, `${top}REVIEW/lorem.txt.json`, root, `${root}lorem.txt.json`, `${top}project-data.json`])
  t.same(JSON.parse(Buffer.from(entries[`${top}project-data.json`]!).toString()), { project: { id: ids[0], title: 'Project 1', tags: ['TAG'] } })

  t.same((await it.exportProjects({ unzip: true })).sort(), ['Project 1/lorem_txt_json', 'Project 2/little prince_txt_json'])
  t.match(JSON.parse(read('Project 1/lorem_txt_json').toString()), {
    sentences: [{ id: 0, content: 'Anna Nowak wrote to Li Wei.', tokens: ['Anna', 'Nowak', 'wrote', 'to', 'Li', 'Wei', '.'], labels: [], metadata: [] }, { id: 1 }],
    labelerInfo: { id: Number, email: 'odile.marchetti@example.com', displayName: 'Odile Marchetti' },
    labelSets: [],
    labels: [],
    comments: []
  })
})

t.test('quick start: the vendor’s program creates row-based and document-based projects and exports their tables', async t => {
  const questions = [{ type: 'CHECKBOX', name: 'Checked', config: {} }, { type: 'TEXT', label: 'Where?', bindToColumn: 'Town', config: {} }]
  const customHeaderColumns = ['Day', 'Town'].map(name => ({ name, displayed: true, labelerRestricted: false }))
  const rows = await tool(t, { kind: 'ROW_BASED', format: 'CSV', document: { settings: { questions }, docFileOptions: { firstRowAsHeader: true, customHeaderColumns } } }, { 'row-project-1': { 'weather.csv': weather } })
  await rows.it.createProjects()
  t.same(await rows.it.exportProjects({ unzip: false }), ['row-project-1.zip'])
  const [, processed] = Object.entries(unzipSync(rows.read('row-project-1.zip'))).find(([path]) => path.includes('/ROOT-') && path.endsWith('/weather.csv'))!
  t.equal(Buffer.from(processed).toString(), `Day,Town\r\n${weather}`)
  t.same(await rows.it.exportProjects({ unzip: true }), ['row-project-1/weather_csv'])
  t.match(rows.read('row-project-1/weather_csv').toString(), /^Day,Town,Checked\r\nDate,[a-z ]+,(true|false)\r\n2016-01-03,[a-z ]+,(true|false)\r\n$/)

  const documents = await tool(t, { kind: 'DOCUMENT_BASED', format: 'CSV', document: { settings: { questions: questions.slice(0, 1) } } }, { 'doc-project-1': { 'ipsum.txt': letters } })
  await documents.it.createProjects()
  t.same(await documents.it.exportProjects({ unzip: true }), ['doc-project-1/ipsum_txt_csv'])
  t.match(documents.read('doc-project-1/ipsum_txt_csv').toString(), /^File,Checked\r\nipsum\.txt,(true|false)\r\n$/)
})
