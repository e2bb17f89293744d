// Lints the contracts in openapi/ with Redocly and Spectral, and compiles the clients that three generators make of each under `strict`:
// `node scripts/lint-contracts.js`. The tools take 300 MB, so they are not dependencies: they are installed, in exact versions, in a temporary
// folder. The exit code is 1 if a tool finds an error.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tools = {
  '@redocly/cli': '2.77.0',
  '@stoplight/spectral-cli': '6.16.3',
  'openapi-typescript': '7.13.0',
  '@hey-api/openapi-ts': '0.92.0',
  orval: '7.13.2',
  typescript: '5.9.3'
}

const strict = {
  compilerOptions: { strict: true, noEmit: true, target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [] },
  include: ['clients']
}

const source = fileURLToPath(new URL('../openapi/', import.meta.url))
const contracts = readdirSync(source).filter(name => name.endsWith('.yaml')).map(name => join(source, name))
const folder = mkdtempSync(join(tmpdir(), 'jobdouble-contracts-'))
let failed = false

try {
  writeJson('package.json', { private: true, type: 'module', devDependencies: tools })
  writeJson('redocly.yaml', { extends: ['recommended'] })
  writeJson('spectral.yaml', { extends: ['spectral:oas'] })
  writeJson('tsconfig.json', strict)
  run('install', 'npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts')
  tool('redocly', 'lint', '--config', 'redocly.yaml', ...contracts)
  tool('spectral', 'lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'error', ...contracts)
  for (const contract of contracts) {
    const clients = join('clients', basename(contract, '.yaml'))
    tool('openapi-typescript', contract, '--output', join(clients, 'openapi-typescript.d.ts'))
    tool('openapi-ts', '--input', contract, '--output', join(clients, 'hey-api'), '--client', '@hey-api/client-fetch')
    tool('orval', '--input', contract, '--output', join(clients, 'orval.ts'), '--client', 'fetch')
  }
  tool('tsc', '--project', '.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

function writeJson (name, value) {
  writeFileSync(join(folder, name), JSON.stringify(value))
}

function tool (name, ...args) {
  run(`${name} ${args.map(arg => basename(arg)).join(' ')}`, join(folder, 'node_modules', '.bin', name), ...args)
}

/** Runs a command in the folder. Its output is printed only if it fails. */
function run (title, command, ...args) {
  try {
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    console.log(`ok: ${title}`)
  } catch (error) {
    failed = true
    console.error(`failed: ${title}\n${error.stdout}${error.stderr}`)
  }
}
