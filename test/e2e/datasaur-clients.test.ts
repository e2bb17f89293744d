import { strFromU8, unzipSync } from 'fflate'
import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { casesOf, type Habits } from '../support/e2e/clients/cases.ts'
import { outline, play, type Step } from '../support/e2e/clients/play.ts'
import { share } from '../support/e2e/program.ts'

interface Client extends Habits {
  /** What it is, as titles begin. */
  name: string
  program: string
  /** What lies in the folder in which it runs. */
  files: Readonly<Record<string, string>>
  args (polls: string): string[]
  /** The projects that are there before its own. */
  others: readonly string[]
  /** Checks what it has said and fetched when it has come to the end. */
  check (t: Test, folder: string, steps: readonly Step[]): void
}

const letters = {
  'first.txt': 'Anna Nowak wrote to Li Wei in Oslo\n\nThe letter came back in March\n',
  'second.txt': 'Nobody at the harbour had heard of him\n',
  'naïve (3).txt': 'Über Köln flog er nach Paris'
}

const uploader: Client = {
  name: 'a client with a form for sign-in and multipart for its files',
  program: 'uploader.js',
  files: letters,
  args: polls => ['--name', 'Letters', '--labeler', 'hana.suzuki@example.com', '--labeler', 'mine@example.org', '--interval', '20', '--polls', polls, ...Object.keys(letters)],
  others: [],
  launch: 'datasaur.launchTextProjectAsync',
  first: ['launched'],
  then: ['exported', 'asked-early'],
  check (t, folder, steps) {
    t.match(steps.find(({ step }) => step === 'launched'), { name: 'Letters', documents: 3 })
    t.match(steps.find(({ step }) => step === 'asked-early'), { status: 404 })
    const bytes = readFileSync(`${folder}/Letters.zip`)
    t.match(steps.at(-1), { file: 'Letters.zip', bytes: bytes.length })
    const entries = unzipSync(bytes)
    const top = Object.keys(entries)[0]!
    t.match(top, /^Letters-\w{11}\/$/)
    // no labeler has begun
    const cabinets = ['REVIEW', 'ROOT-odile_marchetti_example_com']
    const paths = cabinets.flatMap(cabinet => [`${cabinet}/`, ...Object.keys(letters).map(name => `${cabinet}/${name}.json`)])
    t.same(Object.keys(entries).sort(), ['', ...paths, 'project-data.json'].map(path => `${top}${path}`).sort())
    for (const [name, text] of Object.entries(letters)) {
      for (const cabinet of cabinets) {
        const { sentences, labels, labelSets, labelerInfo } = JSON.parse(strFromU8(entries[`${top}${cabinet}/${name}.json`]!))
        t.same(sentences.map(({ content }: { content: string }) => content), text.split('\n').filter(line => line !== ''))
        t.ok(labels.every(({ labelSetItemId }: { labelSetItemId: string }) => ['1', '2'].includes(labelSetItemId)))
        t.equal(labels.length > 0, cabinet === 'REVIEW')
        t.same(labelSets.map(({ labelItems }: any) => labelItems.map(({ labelName }: { labelName: string }) => labelName)), [['PERSON', 'PLACE']])
        t.equal(labelerInfo.email, 'odile.marchetti@example.com')
      }
    }
    const { project } = JSON.parse(strFromU8(entries[`${top}project-data.json`]!))
    t.same(project.assignments.map(({ email, role }: any) => [email, role]), [['hana.suzuki@example.com', 'LABELER'], ['mine@example.org', 'LABELER']])
  }
}

const formClient: Client = {
  name: 'a client with HTTP Basic for sign-in and forms for its requests',
  program: 'form-client.js',
  files: { 'note.txt': 'Anna Nowak wrote to Li Wei in Oslo\nThe letter came back in March\n' },
  args: polls => ['Letters of March', 'note.txt', '20', polls],
  others: ['Letters of April', 'Letters of May', 'Bills of May', 'More letters of June', 'Letters of July'],
  launch: 'datasaur.createProject',
  first: ['uploaded', 'launched'],
  then: ['found', 'tagged', 'exported'],
  check (t, folder, steps) {
    t.match(steps.find(({ step }) => step === 'uploaded'), { objectKey: /^temp\/upload-proxy\/[\w-]+\.txt$/ })
    t.match(steps.find(({ step }) => step === 'found'), { name: 'Letters of March', pages: 3, projects: 5 })
    t.match(steps.find(({ step }) => step === 'tagged'), { tags: ['imported'] })
    t.match(steps.at(-1), { file: 'reviewed.zip' })
    const entries = unzipSync(readFileSync(`${folder}/reviewed.zip`))
    const review = Object.keys(entries).find(path => path.endsWith('/REVIEW/note.txt.conll'))!
    const rows = strFromU8(entries[review]!).split('\n').filter(line => line !== '').map(line => line.split(' '))
    t.same(rows.map(([token]) => token), ['-DOCSTART-', ...this.files['note.txt']!.trim().split(/\s/)])
    t.ok(rows.every(row => row.length === 4 && /^(O|[BI]-PERSON)$/.test(row[3]!)))
  }
}

for (const dialect of ['documented', 'observed'] as const) {
  t.test(`clients written for Datasaur run unmodified (${dialect})`, async t => {
    t.jobs = 8
    const program = await share()
    for (const client of [uploader, formClient]) {
      for (const [index, { title, rule, pace = { QUEUED: '1s', IN_PROGRESS: '4s' }, polls = '1000', environment = {}, ...expected }] of casesOf(client).entries()) {
        t.test(`${client.name} ${title}`, async t => {
          const url = `${program}/@${dialect.slice(0, 3)}-${client.program.slice(0, 4)}-${index}`
          await ask(t, url, 'PUT /__admin/dialects', { datasaur: dialect })
          for (const name of client.others) {
            await ask(t, url, 'POST /__admin/jobs', { provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { name } })
          }
          if (rule !== undefined) await ask(t, url, 'POST /__admin/lifecycles/rules', rule)
          const folder = t.testdir(client.files)

          const { steps, code, stderr } = await play(t, url, client.program, client.args(polls), { folder, pace, environment })
          t.same(outline(steps), expected.steps)
          t.equal(code, expected.code ?? 0)
          t.match(stderr, expected.stderr ?? /^$/)

          if (expected.code !== undefined) return t.same(readdirSync(folder).sort(), Object.keys(client.files).sort())
          // the progress is 100 only in the documented dialect: no client may wait for it
          const launched = steps.find(({ id, status }) => id?.startsWith('ProjectLaunchQueue:') && status === 'DELIVERED')
          t.equal(launched?.progress, dialect === 'observed' ? 0 : 100)
          client.check(t, folder, steps)
        })
      }
    }
  })
}
