import { readdirSync } from 'node:fs'
import { suites, type Suite } from './suites.ts'

const folder = new URL('../', import.meta.url)

/** All test files but those that need a browser (`npm run test:browser`) or a store (`npm run test:cluster`), as paths below `test/`. */
export function testFiles (): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/')).filter(file => file.endsWith('.test.ts') && !/^(browser|cluster)\//.test(file)).sort()
}

/** Runs the test files of a suite in this process. */
export async function run (suite: Suite): Promise<void> {
  for (const file of testFiles().filter(file => suites[suite].test(file))) await import(new URL(file, folder).href)
}
