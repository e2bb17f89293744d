import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { serve } from '../support/e2e/program.ts'
import { openBrowser } from './browser.ts'

/** The origin of an empty web page. */
async function servePage (t: Test): Promise<string> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>A page</title>')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Options { method?: string, headers?: Record<string, string>, body?: string, credentials?: 'include' }

/** Returns a function that sends a request from a page of an origin, and resolves with what the page may read of its response. */
async function openPage (t: Test, origin: string) {
  const page = await (await openBrowser(t)).newPage()
  await page.goto(origin)
  return async (url: string, options: Options = {}) => await page.evaluate(async ([url, options]) => {
    try {
      const response = await fetch(url, options)
      return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after'), hint: response.headers.get('x-jobdouble-hint') }
    } catch (error) {
      return (error as Error).message
    }
  }, [url, options] as const)
}

const authorization = 'Bearer any'

t.test('a page of another origin calls the providers, and reads what it needs to wait', async t => {
  const { url } = await serve(t, ['--cors', '--log-level', 'silent'])
  const send = await openPage(t, await servePage(t))
  const post = { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': 'any' }, body: '{"jobId":"none","projectId":"none"}' }
  t.match(await send(`${url}/@shop/v1/jobStatus`, post), { status: 404 }, 'a preflight is needed for JSON and a header of a key')
  await fetch(`${url}/@shop/__admin/faults`, { method: 'POST', body: '{"then":{"status":503,"retryAfter":"7s"}}' })
  t.match(await send(`${url}/@shop/api/v1/jobs`, { headers: { authorization }, credentials: 'include' }), { status: 503, retryAfter: '7' })
  t.match(await send(`${url}/jobs/17`, { headers: { authorization } }), { status: 404, hint: /\S/ })
  t.equal(await send(`${url}/__admin/jobs`), 'Failed to fetch', 'not the control API')
})

t.test('without --cors a page of another origin reads nothing', async t => {
  const { url } = await serve(t, ['--log-level', 'silent'])
  const send = await openPage(t, await servePage(t))
  t.equal(await send(`${url}/@demo/api/v1/jobs`, { headers: { authorization } }), 'Failed to fetch')
})

t.test('a page of an allowed origin uses the control API', async t => {
  const origin = await servePage(t)
  const { url } = await serve(t, ['--control-origins', origin, '--control-token', 'secret', '--log-level', 'silent'])
  const send = await openPage(t, origin)
  const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' }
  t.match(await send(`${url}/@shop/__admin/jobs`, { method: 'POST', headers, body: '{"provider":"waveline"}' }), { status: 201 })
  t.match(await send(`${url}/@shop/__admin/jobs`), { status: 401 }, 'and reads why it was rejected')
  const other = await openPage(t, await servePage(t))
  t.equal(await other(`${url}/@shop/__admin/jobs`, { headers }), 'Failed to fetch')
})
