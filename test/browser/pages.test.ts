import t, { type Test } from 'tap'
import { serve } from '../support/e2e/program.ts'
import { openBrowser } from './browser.ts'

/** A page whose errors, which include violations of its content security policy, fail the test. */
async function openPage (t: Test, url: string) {
  const page = await (await openBrowser(t)).newPage()
  const errors: string[] = []
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()) })
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(url)
  return { page, errors }
}

t.test('a request that is tried out reaches the sandbox of the page', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const { page, errors } = await openPage(t, `${url}/@shop/docs?api=waveline`)
  await page.getByText('All jobs, newest first').click()
  await page.getByRole('button', { name: 'Execute' }).click()
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor()
  const { items } = await (await fetch(`${url}/@shop/__admin/requests`)).json() as { items: unknown[] }
  t.match(items, [{ operation: 'waveline.listJobs', response: { status: 200 } }])
  t.equal(items.length, 1)
  t.same(errors, [])
})

t.test('a page leads to the next API, and to the guide', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const { page, errors } = await openPage(t, `${url}/@shop/docs`)
  await page.getByRole('link', { name: 'control' }).click()
  await page.getByText('/__admin/clock/advance').first().waitFor()
  await page.getByRole('link', { name: 'Guide' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Faults' }).click()
  await page.getByRole('heading', { name: 'Faults' }).waitFor()
  t.equal(new URL(page.url()).pathname, '/@shop/docs/guide/faults.md')
  t.same(errors, [])
})

t.test('GraphiQL opens with a query that has a result in the sandbox of its URL', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const created = await fetch(`${url}/@shop/__admin/jobs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"provider":"datasaur"}' })
  const { id } = await created.json() as { id: string }
  const { page } = await openPage(t, `${url}/@shop/graphiql`)
  await page.getByRole('button', { name: /Execute query/ }).click()
  const result = page.locator('.result-window')
  await result.getByText(`"${id}"`).waitFor()
  t.match((await result.innerText()).replace(/\s/g, ''), '"errors":[]')
})

t.test('a demo is played in a sandbox of its own, and its jobs can be watched', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const { page, errors } = await openPage(t, url)
  await page.getByRole('button', { name: 'Play a demo' }).click()
  await page.waitForURL(/\/@[^/]+\/$/)
  await page.getByText('RUNNING').first().waitFor()
  t.same(errors, [])
})
