import t from 'tap'
import { serve } from '../support/e2e/program.ts'
import { openBrowser } from './browser.ts'
import { callsTo, openDashboard, problems, violationsOf } from './dashboard-page.ts'

const id = 'a5ecc735-c48e-43ea-a739-d42bfb19edb3'
const views = ['timeline', 'journal', 'faults', 'lifecycles', 'report', 'sandboxes', 'connect']

t.test('the dashboard', async t => {
  const { url } = await serve(t, ['--clock', 'frozen', '--seed', '1', '--log-level', 'silent'])
  const browser = await openBrowser(t)

  await t.test('a job that is started moves as the clock is advanced', async t => {
    const page = await openDashboard(t, browser, `${url}/@moves/`)
    await page.getByRole('button', { name: 'New job' }).click()
    await page.getByRole('dialog').getByRole('combobox', { name: /^Provider/ }).selectOption('waveline')
    await page.getByRole('textbox', { name: 'Id' }).fill(id)
    await page.getByRole('img', { name: /^queued at 0 s, running at 1 s/ }).waitFor()
    await page.getByRole('button', { name: 'Create the job' }).click()
    const row = page.getByRole('row', { name: new RegExp(id) })
    await row.getByText('CREATED').waitFor()
    await page.getByRole('button', { name: 'Advance by one second' }).click()
    await row.getByText('RUNNING').waitFor()
    t.match(await page.getByRole('contentinfo', { name: 'Control API call' }).textContent(), 'curl ' + url + "/@moves/__admin/clock/advance -d '{\"by\":\"1s\"}'", 'the call is shown')
    await page.getByRole('button', { name: 'Advance to the next transition' }).click()
    await row.getByText('COMPLETED').waitFor()
    t.match(await callsTo(`${url}/@moves`)('GET /__admin/clock'), { now: '2025-01-01T00:00:05.000Z' })
  })

  await t.test('the clock runs, and stands still when it is frozen', async t => {
    const page = await openDashboard(t, browser, `${url}/@clock/`)
    const time = page.getByLabel('Time of the sandbox')
    t.match(await time.textContent(), '00:00:00.000')
    await page.getByRole('button', { name: 'Run in real time' }).click()
    await page.waitForFunction(() => !document.querySelector('.time')!.textContent!.includes('00:00:00.'))
    await page.getByRole('button', { name: 'Freeze the clock' }).click()
    await page.getByRole('button', { name: 'Freeze the clock', pressed: true }).waitFor()
    const { now } = await callsTo(`${url}/@clock`)('GET /__admin/clock')
    const shows = async (text: string) => await page.waitForFunction(text => document.querySelector('.time')!.textContent!.includes(text), text)
    await shows(now.slice(11, 23))
    await page.waitForTimeout(300)
    t.match(await time.textContent(), now.slice(11, 23))
    const shown = page.getByRole('contentinfo', { name: 'Control API call' })
    await page.getByLabel('Run faster').hover()
    t.match(await shown.textContent(), `curl -X PUT ${url}/@clock/__admin/clock -d '{"mode":"scaled","rate":10}'`, 'the call is shown before it is made')
    await page.getByLabel('Run faster').selectOption('60')
    await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('.rate select')!.value === '60')
    t.match(await callsTo(`${url}/@clock`)('PUT /__admin/clock', { mode: 'frozen' }), { rate: 0 })
    await page.getByRole('button', { name: 'Freeze the clock', pressed: true }).waitFor()
  })

  await t.test('an armed fault is shown on every view, and the request that it hit on its job', async t => {
    const call = callsTo(`${url}/@faulty`)
    await call('POST /__admin/jobs', { provider: 'waveline', id })
    const page = await openDashboard(t, browser, `${url}/@faulty/#/faults`)
    await page.getByRole('combobox', { name: /^Operation/ }).selectOption('waveline.getJob')
    await page.getByRole('button', { name: 'Arm the fault' }).click()
    await page.getByText('A fault is armed').waitFor()
    await call(`GET /api/v1/jobs/${id}`)
    await page.getByText('fired 1 time').waitFor()
    for (const view of views) {
      await page.goto(`${url}/@faulty/#/${view}`)
      await page.getByText('A fault is armed').waitFor()
    }
    await page.goto(`${url}/@faulty/#/timeline`)
    await page.getByRole('row', { name: new RegExp(`${id}.*✕1`) }).waitFor()
    await page.goto(`${url}/@faulty/#/faults`)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('A fault is armed').waitFor({ state: 'detached' })
  })

  await t.test('a job shows the response that its provider would give', async t => {
    const call = callsTo(`${url}/@opened`)
    await call('POST /__admin/jobs', { provider: 'waveline', id })
    const page = await openDashboard(t, browser, `${url}/@opened/`)
    await page.getByRole('link', { name: new RegExp(id) }).click()
    const panel = page.getByRole('complementary')
    await panel.getByText('waveline.getJob').waitFor()
    const shown = JSON.parse(await panel.locator('.polled pre').textContent() ?? '')
    t.same(shown, await call(`GET /api/v1/jobs/${id}`))
    await panel.getByRole('link', { name: `GET jobs/${id}` }).click()
    await page.getByRole('heading', { name: 'req-1' }).waitFor()
  })

  await t.test('a finding leads to its job', async t => {
    const call = callsTo(`${url}/@found`)
    await call('POST /__admin/jobs', { provider: 'waveline', id, lifecycle: 'failure' })
    await call('POST /__admin/clock/advance', { until: 'idle' })
    for (let poll = 0; poll < 5; poll++) await call(`GET /api/v1/jobs/${id}`)
    const page = await openDashboard(t, browser, `${url}/@found/#/report`)
    await page.getByRole('article', { name: 'polled-after-end' }).getByRole('link', { name: `job ${id}` }).click()
    await page.getByRole('complementary').getByText('polled-after-end').waitFor()
  })

  await t.test('another sandbox is created, opened and left', async t => {
    const page = await openDashboard(t, browser, `${url}/#/sandboxes`)
    await page.getByRole('textbox', { name: 'Name' }).fill('another')
    await page.getByRole('button', { name: 'Create and open it' }).click()
    await page.waitForURL(`${url}/@another/`)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.goto(`${url}/@another/#/sandboxes`)
    await page.getByRole('link', { name: 'main', exact: true }).click()
    await page.waitForURL(`${url}/`)
  })

  await t.test('everything is reached by the keyboard', async t => {
    const call = callsTo(`${url}/@keys`)
    for (const provider of ['julep', 'waveline']) await call('POST /__admin/jobs', { provider })
    const page = await openDashboard(t, browser, `${url}/@keys/`)
    const press = async (...keys: string[]) => { for (const key of keys) await page.keyboard.press(key) }
    await press('?')
    await page.getByRole('heading', { name: 'Shortcuts' }).waitFor()
    await press('Escape', '1')
    await page.getByRole('row', { name: /waveline/ }).getByText('RUNNING').waitFor()
    await press('j', 'ArrowDown')
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('julep'))
    await press('Enter')
    await page.getByRole('complementary').getByText('julep.getJobStatus').waitFor()
    await press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await press('n')
    await page.waitForFunction(() => document.activeElement?.matches('dialog select'))
    await page.keyboard.type('immuta')
    for (let tabs = 0; tabs < 5; tabs++) await press('Tab')
    await page.waitForFunction(() => document.activeElement?.textContent === 'Create the job')
    await press('Enter')
    await page.getByRole('complementary').getByText('immuta.getJobStatuses').waitFor()
    for (const [index, view] of views.entries()) {
      await press('g', `${index + 1}`)
      await page.waitForFunction(view => location.hash === `#/${view}`, view)
    }
    await press('g', '3', 'Tab')
    await page.waitForFunction(() => document.activeElement !== document.body)
  })

  await t.test('axe-core finds no violation, in light, dark and on a small screen', async t => {
    const call = callsTo(`${url}/@demo`)
    await call('POST /__admin/faults', { profile: 'flaky' })
    for (const look of [{ scheme: 'light' }, { scheme: 'dark' }, { width: 360, height: 740, calm: true }] as const) {
      const page = await openDashboard(t, browser, `${url}/@demo/`, look)
      for (const view of [...views, `jobs/${id}`]) {
        await page.goto(`${url}/@demo/#/${view}`)
        await page.waitForTimeout(500)
        t.same(await violationsOf(page), [], `${view} ${JSON.stringify(look)}`)
      }
      await page.keyboard.press('n')
      await page.getByRole('heading', { name: 'New job' }).waitFor()
      t.same(await violationsOf(page), [], 'new job')
    }
  })
  await t.test('no page has reported an error or a violation of its content security policy', async t => {
    t.same(problems, [])
  })
})
