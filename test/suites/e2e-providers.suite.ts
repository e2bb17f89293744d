import { run } from './run.ts'

await run('e2e-providers')
