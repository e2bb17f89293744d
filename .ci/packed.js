// Packs the package, installs the tarball in an empty folder, starts its binary on a free port and polls a job of each provider
// until it has succeeded. Then the client is used from TypeScript and from plain JavaScript, with this server and with one that it starts.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = mkdtempSync(join(tmpdir(), 'jobdouble-'))
const sh = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const [{ filename }] = JSON.parse(sh('npm', 'pack', '--json', '--silent', '--pack-destination', folder))
writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
// with the lowest Node that the package promises, which none of its dependencies may refuse
const lowest = JSON.parse(readFileSync('package.json', 'utf8')).engines.node.replace('>=', '')
sh('npx', '--yes', '--package', `node@${lowest}`, '--', 'npm', 'install', '--engine-strict', '--prefix', folder, '--no-audit', '--no-fund', '--silent', join(folder, filename))

// what it exports has types that need no other package
for (const file of ['typed.ts', 'plain.js', 'commonjs.cts']) copyFileSync(new URL(`packed/${file}`, import.meta.url), join(folder, file))
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
  compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, module: 'nodenext', target: 'es2022', lib: ['es2022', 'esnext.disposable'], types: [] },
  files: ['typed.ts', 'commonjs.cts']
}))
sh('npx', 'tsc', '--project', folder)
console.log('packed: its types stand on their own')

const child = spawn(join(folder, 'node_modules/.bin/jobdouble'), ['--port', '0', '--clock', 'frozen'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const [line] = await once(child.stdout, 'data')
  const url = /http\S+/.exec(line)[0]

  const authorization = 'Bearer any'
  const post = (path, body, headers = {}) => ask(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { authorization, 'content-type': 'application/json', ...headers } })
  const get = path => ask(`${url}${path}`, { headers: { authorization } })
  const polls = {
    starfish: async ({ id, input }) => (await post('/v1/jobStatus', { jobId: id, projectId: input.projectId }, { 'x-api-key': 'any' })).status,
    immuta: async ({ id }) => (await post('/jobs/statuses', { jobIds: [id] }))[id].state,
    julep: async ({ id }) => (await get(`/api/jobs/${id}`)).state,
    waveline: async ({ id }) => (await get(`/api/v1/jobs/${id}`)).status,
    datasaur: async ({ id }) => (await post('/graphql', { query: 'query ($id: String!) { getJob(jobId: $id) { status } }', variables: { id } })).data.getJob.status
  }
  const jobs = await Promise.all(Object.keys(polls).map(provider => post('/__admin/jobs', { provider })))
  const seen = jobs.map(() => [])
  for (const by of ['0s', '1s', '4s']) {
    await post('/__admin/clock/advance', { by })
    for (const [index, job] of jobs.entries()) seen[index].push(await polls[job.provider](job))
  }
  for (const [index, { provider }] of jobs.entries()) console.log(`packed: ${provider} ${seen[index].join(' → ')}`)
  const ends = { starfish: 'COMPLETE', immuta: 'completed', julep: 'succeeded', waveline: 'COMPLETED', datasaur: 'DELIVERED' }
  const astray = jobs.find(({ provider }, index) => seen[index].at(-1) !== ends[provider])
  if (astray !== undefined) throw new Error(`the job of ${astray.provider} did not come to its end`)

  for (const file of ['typed.js', 'plain.js']) {
    const { follow } = await import(pathToFileURL(join(folder, file)).href)
    const lines = (await follow(url)).map(states => states.join(' → '))
    console.log(`packed: ${file}, connected ${lines[0]}, started ${lines[1]}`)
    if (lines.some(line => line !== 'queued → running → failed')) throw new Error(`the client did not follow the job in ${file}`)
  }
  const { startOnce } = await import(pathToFileURL(join(folder, 'commonjs.cjs')).href)
  console.log(`packed: commonjs.cjs started ${await startOnce()}`)
} finally {
  child.kill()
  const [code] = await once(child, 'exit')
  rmSync(folder, { recursive: true })
  console.log(`packed: stopped with exit code ${code}`)
  process.exitCode = code
}

async function ask (url, init) {
  return await (await fetch(url, init)).json()
}
