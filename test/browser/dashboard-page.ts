import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import type { Test } from 'tap'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Look { width?: number, height?: number, scheme?: 'light' | 'dark', calm?: boolean }

/** The errors and the violations of the content security policy that pages have reported. */
export const problems: string[] = []

/** Opens a page of the server, which is closed at the end of the test. Adds what it reports to `problems`. */
export async function openDashboard (t: Test, browser: BrowserContext, url: string, { width = 1440, height = 860, scheme = 'light', calm = false }: Look = {}): Promise<Page> {
  const page = await browser.newPage()
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: calm ? 'reduce' : 'no-preference' })
  page.on('pageerror', error => problems.push(String(error.stack)))
  // Chromium itself reports each request that fails or is refused; tests provoke these
  page.on('console', message => { if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text()) })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { console.error(`CSP: ${violatedDirective} ${blockedURI}`) })
  })
  t.teardown(async () => { await page.close() })
  await page.goto(url)
  await page.getByText('Live', { exact: true }).waitFor()
  return page
}

/** What axe-core finds wrong with the page as it is, one line each. */
export async function violationsOf (page: Page): Promise<string[]> {
  // evaluated by the debugger, which no content security policy restricts
  await page.evaluate(axe)
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run: () => Promise<{ violations: Array<{ id: string, nodes: Array<{ html: string, failureSummary: string }> }> }> } }).axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
  })
}

/** Returns what sends a request to the control API or to a provider of a sandbox. */
export function callsTo (url: string) {
  return async (operation: string, body?: unknown): Promise<any> => {
    const [method, path] = operation.split(' ')
    const headers = { authorization: 'Bearer any', ...body !== undefined && { 'content-type': 'application/json' } }
    const response = await fetch(`${url}${path}`, { method: method!, headers, ...body !== undefined && { body: JSON.stringify(body) } })
    const text = await response.text()
    return text === '' ? undefined : JSON.parse(text)
  }
}
