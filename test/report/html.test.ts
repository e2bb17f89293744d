import { createHash } from 'node:crypto'
import t from 'tap'
import { render, styleSource, type Report } from '../../src/report/index.ts'
import { toFinding } from '../support/report/findings.ts'

const toHtml = (report: Report): string => render(report, 'html')

const hostile = '"><script>alert(1)</script>\'&'
const gaps = { real: [], sandbox: [], histogram: [] }

type Timeline = Report['jobs'][number]
type Tick = Timeline['requests'][number]

const at = (seconds: number) => new Date(Date.UTC(2025, 0, 1) + seconds * 1000).toISOString()

function toTick (number: number, more: Partial<Tick> = {}): Tick {
  return { id: `req-${number}`, operation: 'waveline.getJob', method: 'GET', path: '/api/v1/jobs/a', at: at(number), duration: 3, status: 200, outcome: 'responded', faults: [], ...more }
}

function toTimeline (job: string, more: Partial<Timeline> = {}): Timeline {
  return { sandbox: 'main', job, provider: 'waveline', steps: [{ state: 'queued', at: at(0) }, { state: 'running', at: at(1) }], requests: [toTick(1), toTick(2)], polls: gaps, retries: gaps, ...more }
}

function toReport (more: Partial<Report> = {}): Report {
  return {
    ok: false,
    summary: { error: 1, warning: 0, info: 0, undecided: 0 },
    findings: [toFinding()],
    checked: [{ rule: 'poll-too-fast', conversations: 3, violated: 1, undecided: 0 }],
    covered: { sandboxes: ['main'], requests: 2, jobs: 1, from: at(1), to: at(2), dropped: 0 },
    jobs: [toTimeline('a')],
    coverage: [{ provider: 'waveline', operations: { met: ['waveline.getJob'], missed: [hostile] }, responses: { met: [], missed: [] }, states: { met: ['queued'], missed: [] }, faults: { met: [], missed: [] } }],
    ...more
  }
}

/** The report of a client that names everything as markup. */
const attack = toReport({
  findings: [toFinding({ rule: hostile, message: hostile, why: hostile, source: hostile, fix: hostile, job: hostile, jobs: [hostile], operation: hostile, evidence: { requests: [hostile], count: 1, gaps: [] } })],
  jobs: [toTimeline(hostile, { requests: [toTick(1, { id: hostile, path: hostile, method: hostile, operation: hostile, faults: [hostile] })] })]
})

t.test('no text of a client becomes markup', async t => {
  const page = toHtml(attack)
  const plain = toHtml(toReport())
  t.notMatch(page, /<script|"><script|&(?!#\d+;)/, 'neither an element, the end of an attribute nor an entity')
  const elementsOf = (text: string) => [...new Set(Array.from(text.matchAll(/<([a-z!]\w*)/g), ([, name]) => name))].sort()
  t.same(elementsOf(page).filter(name => !elementsOf(plain).includes(name)), [])
  t.match(page, 'job <a href="#job-1"><code>&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#39;&#38;</code></a>')
})

t.test('the page has one style, which its policy allows by hash, and loads and runs nothing', async t => {
  const page = toHtml(toReport())
  const [, policy] = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(page) ?? []
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? []
  const source = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
  t.equal(source, styleSource)
  t.equal(policy!.replaceAll('&#39;', "'"), `default-src 'none'; style-src ${source}; base-uri 'none'; form-action 'none'`)
  t.notMatch(page, /<script| style=| on[a-z]+=| src=|url\(|@import|https?:/)
})

t.test('each link leads to a place on the page, and each place is one', async t => {
  const other = toTimeline('b', { sandbox: 'other', requests: [toTick(1)] })
  const report = toReport({
    findings: [
      toFinding({ evidence: { requests: ['req-1', 'req-9'], count: 2, gaps: [] } }),
      toFinding({ rule: 'auth-loop', job: null, jobs: [], operation: null }),
      toFinding({ sandbox: 'other', job: 'b', jobs: ['b', 'gone', 'c', 'd', 'e'] })
    ],
    jobs: [toTimeline('idle'), other, toTimeline('a')],
    covered: { ...toReport().covered, sandboxes: ['main', 'other'], jobs: 5 }
  })
  const page = toHtml(report)
  const ids = Array.from(page.matchAll(/ id="(.*?)"/g), ([, id]) => id)
  const links = Array.from(page.matchAll(/href="#(.*?)"/g), ([, id]) => id)
  t.equal(new Set(ids).size, ids.length)
  t.same(links.filter(link => !ids.includes(link)), [])
  t.match(page, /<h3><code>b<\/code> <span class="soft">waveline · sandbox other · running[^]*<h3><code>a<\/code>[^]*<h3><code>idle<\/code>/, 'jobs with violations come first')
  t.match(page, '<a href="#job-2-req-1"><code>req-1</code></a> <code>req-9</code> ', 'at the job of the finding; a request that is not shown has no link')
  t.match(page, '<a href="#job-1"><code>b</code></a> · job <code>gone</code> · job <code>c</code> and 2 more · sandbox other')
  t.match(page, '<p>2 more jobs not shown here.</p>')
})

t.test('each kind of request has a shape of its own, and says what happened', async t => {
  const cases = [
    { title: 'a good response', tick: {}, kind: 'good', says: '200', cell: '200' },
    { title: 'an error', tick: { status: 404 }, kind: 'error', says: '404', cell: '✕ 404' },
    { title: 'no response', tick: { status: null }, kind: 'error', says: 'responded', cell: '✕ responded' },
    { title: 'a connection that was cut', tick: { status: 200, outcome: 'cut' }, kind: 'error', says: '200', cell: '✕ 200 cut' },
    { title: 'a fault', tick: { status: 503, faults: ['fault-1'] }, kind: 'fault', says: '503', cell: '◆ 503' },
    { title: 'a client that left', tick: { status: null, outcome: 'left' }, kind: 'open', says: 'left', cell: '┊ left' },
    { title: 'a pending request', tick: { status: null, outcome: 'pending', duration: null }, kind: 'open', says: 'pending', cell: '┊ pending' }
  ] as const
  for (const { title, tick, kind, says, cell } of cases) {
    const page = toHtml(toReport({ findings: [], jobs: [toTimeline('a', { requests: [toTick(2, tick as Partial<Tick>)] })] }))
    const took = 'duration' in tick ? '' : ' in 3 ms'
    const faults = 'faults' in tick ? '\nfaults: fault-1' : ''
    t.match(page, `class="tick ${kind}"><title>req-2 at +2 s: GET /api/v1/jobs/a → ${says}${took}${faults}</title>`, title)
    t.match(page, `<td>${cell}</td>`, title)
  }
})

t.test('the timeline has a band for each state, as wide as it lasted, and a mark under the requests of a finding', async t => {
  const page = toHtml(toReport({
    jobs: [toTimeline('a', {
      steps: [{ state: 'queued', at: at(0) }, { state: 'running', at: at(1) }, { state: 'succeeded', at: at(50) }],
      requests: [toTick(2), toTick(100, { operation: null })],
      polls: { real: [5, 10], sandbox: [98_000, 0], histogram: [] }
    })]
  }))
  const bands = Array.from(page.matchAll(/class="band (\w+)" x="(.*?)" width="(.*?)"[^]*?<rect.*?\/>(.*?)<\/svg>/g), ([, state, x, width, label]) => [state, x, width, label])
  t.same(bands, [['queued', '0%', '0.96%', ''], ['running', '0.96%', '47.12%', '<text x="6" y="15">running</text>'], ['succeeded', '48.08%', '51.92%', '<text x="6" y="15">succeeded</text>']])
  t.equal(page.match(/class="mark"/g)?.length, 1)
  t.match(page, '<p class="soft">polls 49 s apart (median of 2)</p>', 'on the clock that shows the longer gap')
  t.match(page, /<td class="path"><code>GET \/api\/v1\/jobs\/a<\/code><\/td>/)
})

t.test('the findings of a rule are together, the most severe first, and what is undecided is folded', async t => {
  const page = toHtml(toReport({
    findings: [
      toFinding({ rule: 'never-polled', severity: 'warning', evidence: { requests: [], count: 0, gaps: [] } }),
      ...Array.from({ length: 7 }, (_, index) => toFinding({ message: `Message ${index + 1}.`, evidence: { requests: ['req-1'], count: 30, gaps: [] } })),
      toFinding({ rule: 'leaked-job', verdict: 'undecided' })
    ]
  }))
  t.same(Array.from(page.matchAll(/<h3><code>(.*?)<\/code> <span class="badge">(.*?)</g), ([, rule, badge]) => [rule, badge]), [['poll-too-fast', '✗ error'], ['never-polled', '! warning'], ['leaked-job', '? undecided']])
  t.match(page, /<li>Message 5\.[^]*<summary>2 more<\/summary><ol class="found" start="6"><li>Message 6\./)
  t.match(page, '</a> and 29 more</p>')
  t.match(page, '<summary>1 finding that could not be decided</summary>')
})

t.test('a report without findings and without requests is a page, too', async t => {
  const page = toHtml(toReport({ ok: true, summary: { error: 0, warning: 0, info: 0, undecided: 0 }, findings: [], jobs: [], coverage: [], covered: { ...toReport().covered, jobs: 0 } }))
  t.match(page, /<h1>jobdouble report: good<\/h1>[^]*<p>No rule is violated\.<\/p>/)
  t.notMatch(page, /<h2>(Jobs|Coverage)/)
})

t.test('a page shows a bounded number of jobs and requests; an evicted job has no states', async t => {
  const requests = Array.from({ length: 200 }, (_, index) => toTick(index))
  const jobs = Array.from({ length: 300 }, (_, index) => toTimeline(`job ${index}`, { requests, steps: [] }))
  const page = toHtml(toReport({ jobs, covered: { ...toReport().covered, jobs: 1234 } }))
  t.equal(page.match(/<article class="job" id=/g)?.length, 25)
  t.match(page, '<p>1209 more jobs not shown here.</p>')
  t.match(page, '<h3><code>job 0</code> <span class="soft">waveline</span></h3>')
})
