import t from 'tap'
import { serve } from '../support/e2e/program.ts'
import { openBrowser } from './browser.ts'
import { callsTo, openDashboard } from './dashboard-page.ts'

t.test('a server that is gone is said to be, and the page goes on when it is back', async t => {
  const first = await serve(t, ['--seed', '1', '--log-level', 'silent'])
  const page = await openDashboard(t, await openBrowser(t), first.url)
  await callsTo(first.url)('POST /__admin/jobs', { provider: 'waveline', id: 'before' })
  await page.getByRole('row', { name: /before/ }).waitFor()
  first.child.kill('SIGKILL')
  await page.getByText('The server is gone. Trying again…').waitFor()
  await serve(t, ['--port', new URL(first.url).port, '--seed', '1', '--log-level', 'silent'])
  await page.getByText('Live', { exact: true }).waitFor()
  await callsTo(first.url)('POST /__admin/jobs', { provider: 'waveline', id: 'after' })
  await page.getByRole('row', { name: /after/ }).waitFor()
  await page.getByRole('row', { name: /before/ }).waitFor({ state: 'detached' })
})

t.test('the token is asked for once, and kept for the tab', async t => {
  const { url } = await serve(t, ['--control-token', 'secret', '--log-level', 'silent'])
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('textbox', { name: 'Token' }).fill('wrong')
  await page.keyboard.press('Enter')
  await page.getByText('This token was not accepted.').waitFor()
  await page.getByRole('textbox', { name: 'Token' }).fill('secret')
  await page.keyboard.press('Enter')
  await page.getByText('Live', { exact: true }).waitFor()
  await page.reload()
  await page.getByText('Live', { exact: true }).waitFor()
  t.equal(await page.getByRole('textbox', { name: 'Token' }).count(), 0)
})

t.test('without JavaScript the page lists what is served, and the variables of clients', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  const session = await browser.newCDPSession(page)
  await session.send('Emulation.setScriptExecutionDisabled', { value: true })
  await page.goto(`${url}/@plain`)
  t.match((await page.locator('pre').allTextContents()).join('\n'), `JULEP_BASE_URL=${url}/@plain/api`)
})
