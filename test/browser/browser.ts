import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import type { Test } from 'tap'

/** The browser of the system, or another Chromium in `CHROMIUM`. A test fails if it is missing. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** A browser that knows no host but this machine, without any state; closed at the end of the test. */
export async function openBrowser (t: Test): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'jobdouble-browser-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    timeout: 120_000,
    // without these, Chromium connects to hosts of Google at each start
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
  // the usual 30 s are too few on a busy machine
  browser.setDefaultTimeout(120_000)
  t.teardown(async () => {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  })
  return browser
}
