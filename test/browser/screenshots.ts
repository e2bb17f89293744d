// Writes docs/images: npm run build && node --import ./test/support/typescript.js test/browser/screenshots.ts
import { mkdirSync } from 'node:fs'
import t from 'tap'
import { serve } from '../support/e2e/program.ts'
import { openBrowser } from './browser.ts'
import { callsTo, openDashboard } from './dashboard-page.ts'

const folder = new URL('../../docs/images/', import.meta.url)

const kinds: Array<[provider: string, lifecycle: string]> = [
  ['julep', 'retry-then-success'], ['waveline', 'success'], ['starfish', 'failure'], ['immuta', 'slow'], ['datasaur', 'success'], ['julep', 'waiting'],
  ['waveline', 'stuck'], ['immuta', 'cancelled'], ['starfish', 'success'], ['datasaur', 'flapping'], ['julep', 'retries-exhausted'], ['waveline', 'partial-result'],
  ['immuta', 'success'], ['julep', 'success']
]

interface Polled { request: { method: string, url: string, headers: Record<string, string>, body: object | null } }

t.test('screenshots', async t => {
  const { url } = await serve(t, ['--clock', 'frozen', '--seed', '1', '--log-level', 'silent'])
  const shop = `${url}/@shop`
  const call = callsTo(shop)
  await call('POST /__admin/faults', { match: { operation: 'waveline.getJob' }, when: { every: 4 }, then: { status: 503, retryAfter: '5s' } })
  const jobs: Array<{ id: string, polled: Polled }> = []
  for (let second = 0; second < 46; second++) {
    const next = second % 2 === 0 ? kinds.shift() : undefined
    if (next !== undefined) {
      const [provider, lifecycle] = next
      const { id } = await call('POST /__admin/jobs', { provider, lifecycle, ...provider === 'starfish' && { input: { projectId: '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64' } } })
      const { items: [polled] } = await call(`GET /__admin/jobs/${id}/responses`)
      jobs.push({ id, polled })
    }
    for (const [index, { polled: { request: { method, url, headers, body } } }] of jobs.entries()) {
      // some clients poll fast, some stop early
      if (second % (1 + index % 4) !== 0 || second > 24 + 6 * index) continue
      await fetch(url, { method, headers, ...body !== null && { body: JSON.stringify(body) } })
    }
    await call('POST /__admin/clock/advance', { by: second === 14 ? '10m' : '700ms' })
  }
  const browser = await openBrowser(t)
  mkdirSync(folder, { recursive: true })
  const opened = jobs[5]!.id
  for (const [name, path, look] of [
    ['dashboard-light', '', { width: 1280, height: 720 }],
    ['dashboard-dark', `#/jobs/${opened}`, { width: 1280, height: 720, scheme: 'dark' }],
    ['dashboard-narrow', '', { width: 360, height: 720 }]
  ] as const) {
    const page = await openDashboard(t, browser, `${shop}/${path}`, look)
    await page.waitForTimeout(4500)
    await page.screenshot({ path: new URL(`${name}.png`, folder).pathname })
    await page.close()
  }
})
