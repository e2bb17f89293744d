// Bundles the program and the library into dist/: one file starts in half the time of a thousand. `--watch` builds again and restarts
// the program after each change.
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { context, build } from 'esbuild'
import { toClientNames } from './client-names.js'
import { toExamProviders, toStandardPlan } from './exam-names.js'
import { toProviderTypes } from './provider-types.js'

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

/**
 * What packages in the bundle load for a feature that is off: mercurius its GraphiQL page (some dependencies of @fastify/static need
 * Node 22), Fastify its own compilers.
 */
const unneeded = ['@fastify/static', '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler']

/** @type {import('esbuild').BuildOptions} */
const program = {
  entryPoints: { cli: 'src/cli/index.ts', provider: 'src/provider/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  // everything is bundled except the dependencies of the package
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  alias: Object.fromEntries(unneeded.map(name => [name, './scripts/unneeded.js'])),
  // the CommonJS packages in the bundle call require for Node's own modules
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" }
}

/**
 * The library, as CommonJS: Jest cannot load an ES module by `require`, and fails on the dynamic imports of one. A program that only
 * connects does not load `start.cjs`, the server.
 * @type {import('esbuild').BuildOptions}
 */
const library = {
  ...program,
  entryPoints: { index: 'src/index.ts', start: 'src/start/index.ts' },
  format: 'cjs',
  splitting: false,
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [{
    name: 'start',
    setup (build) {
      build.onResolve({ filter: /^\.\/start\/index\.ts$/ }, () => ({ path: './start.cjs', external: true }))
    }
  }]
}

/** @type {import('esbuild').BuildOptions} */
const graphiql = {
  entryPoints: { graphiql: 'src/providers/datasaur/graphql/graphiql-page.js' },
  outdir: 'dist/graphiql',
  bundle: true,
  minify: true,
  format: 'esm',
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  logLevel: 'error'
}

/**
 * The browser part of the dashboard. Safari 16.4 and the browsers of its time have all that it uses.
 * @type {import('esbuild').BuildOptions}
 */
const dashboard = {
  entryPoints: { dashboard: 'src/dashboard/page/main.ts', style: 'src/dashboard/page/style.css', icon: 'src/dashboard/page/icon.svg' },
  loader: { '.svg': 'copy' },
  outdir: 'dist/dashboard',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  metafile: true,
  logLevel: 'warning'
}

/**
 * The pages at /docs. Swagger UI comes as the files that its package builds.
 * @type {import('esbuild').BuildOptions}
 */
const docs = {
  entryPoints: { api: 'src/dashboard/docs/api-page.js', docs: 'src/dashboard/docs/docs.css', icon: 'src/dashboard/page/icon.svg' },
  loader: { '.svg': 'copy' },
  outdir: 'dist/docs-files',
  bundle: true,
  minify: true,
  metafile: true,
  logLevel: 'warning'
}
const swaggerUi = 'node_modules/@fastify/swagger-ui'

rmSync('dist', { recursive: true, force: true })
const names = await writeGenerated()
writeProviderTypes(names)
const built = await Promise.all([build(program), build(library), build(graphiql), build(dashboard), build(docs)])
copyFileSync(`${swaggerUi}/static/swagger-ui-bundle.js`, 'dist/docs-files/swagger-ui.js')
copyFileSync(`${swaggerUi}/static/swagger-ui.css`, 'dist/docs-files/swagger-ui.css')
writeLibraryModule()
const bundled = packagesOf([...built.flatMap(({ metafile }) => Object.keys(metafile.inputs)), `${swaggerUi}/package.json`])
writeFileSync('dist/LICENSES.txt', bundled.map(toLicense).join('\n----\n\n'))
writeFileSync('dist/sbom.json', `${JSON.stringify(toBillOfMaterials(bundled), null, 2)}\n`)

if (process.argv.includes('--watch')) {
  await (await context(program)).watch()
  await (await context(dashboard)).watch()
  spawn(process.execPath, ['--watch', 'dist/cli.js', ...process.argv.slice(2).filter(arg => arg !== '--watch')], { stdio: 'inherit' })
}

/**
 * Generates the files of the client about providers, lifecycles and the standard exam, because the client imports nothing of the
 * server, and the JSON schemas. Returns the names of the providers.
 */
async function writeGenerated () {
  const entryPoints = { providers: 'src/providers/index.ts', traits: 'src/client/exam/traits.ts', schemas: 'src/start/schemas.ts' }
  await build({ ...program, entryPoints, sourcemap: false, metafile: false })
  const load = async name => await import(new URL(`../dist/${name}.js`, import.meta.url).href)
  const [{ providers }, { toTraits }, { toJsonSchemas }] = await Promise.all([load('providers'), load('traits'), load('schemas')])
  const schemas = Object.entries(toJsonSchemas()).map(([name, schema]) => [`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`])
  const texts = {
    'src/client/names.ts': toClientNames(providers, readdirSync('fixtures/lifecycles').map(name => name.replace('.yaml', '')).sort()),
    'src/client/exam/providers.ts': toExamProviders(Object.fromEntries(providers.map(provider => [provider.name, toTraits(provider)]))),
    'src/client/exam/standard.ts': toStandardPlan(readFileSync('fixtures/exams/standard.yaml', 'utf8')),
    ...Object.fromEntries(schemas)
  }
  // written only if it has changed, so that a watcher does not see each build as a change
  for (const [file, text] of Object.entries(texts)) if (readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  rmSync('dist', { recursive: true })
  return providers.map(({ name }) => name)
}

/** Writes the ES module of the library. It exports what the CommonJS module has, so that a process has each error class once. */
function writeLibraryModule () {
  const names = Object.keys(createRequire(import.meta.url)('../dist/index.cjs')).sort()
  writeFileSync('dist/index.js', `import library from './index.cjs'\n\nexport const { ${names.join(', ')} } = library\n`)
}

/** Writes the types of the bodies of each provider: jobdouble/julep and the others. */
function writeProviderTypes (names) {
  mkdirSync('dist/providers', { recursive: true })
  for (const name of names) writeFileSync(`dist/providers/${name}.d.ts`, toProviderTypes(name, new URL('../openapi/', import.meta.url)))
}

/** The packages in the bundles. */
function packagesOf (inputs) {
  const folders = new Set(inputs.flatMap(input => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))
  return [...folders].sort().map(folder => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }))
}

/** The licence of a package, which requires its text to be distributed with the code. */
function toLicense ({ folder, name, version, license }) {
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE'].map(file => `${folder}/${file}`).find(file => existsSync(file))
  return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(file, 'utf8').trim()}\n`
}

/** The bill of materials (CycloneDX) of the bundles, which `npm sbom` does not know: it lists what is installed with the package. */
function toBillOfMaterials (packages) {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'))
  const toComponent = ({ name, version, license }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
    return { type: 'library', 'bom-ref': purl, name, version, ...typeof license === 'string' && { licenses: [{ expression: license }] }, purl }
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: packages.map(toComponent)
  }
}
