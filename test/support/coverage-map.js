import { readdirSync } from 'node:fs'

/** What other tests cover: those in `test/cluster` run replicas as processes. */
const elsewhere = /^cluster\//

const counted = readdirSync(new URL('../../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => file.endsWith('.ts') && !elsewhere.test(file))
  .map(file => `src/${file}`)

/** Which files tap counts the coverage of, by test file: none for the suites that run the built program, because the others reach all of src. */
export default suite => suite.includes('e2e') ? null : counted
