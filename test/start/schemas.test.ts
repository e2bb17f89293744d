import { registerSchema, validate, type SchemaObject } from '@hyperjump/json-schema/draft-2020-12'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { InitialSchema } from '../../src/app.ts'
import { providers } from '../../src/providers/index.ts'
import { initialNames } from '../../src/start/index.ts'
import { toJsonSchemas } from '../../src/start/schemas.ts'

const root = new URL('../../', import.meta.url)

/** Whether a document in YAML fits a schema of the package. */
async function fits (name: string, text: string): Promise<boolean> {
  return (await validate(toUri(name), parse(text))).valid
}

function toUri (name: string): string {
  return `https://jobdouble.example/${name}`
}

for (const [name, schema] of Object.entries(toJsonSchemas())) registerSchema(JSON.parse(JSON.stringify(schema)) as SchemaObject, toUri(name))

t.test('the schemas in the package are those of the program; the build writes them', async t => {
  for (const [name, schema] of Object.entries(toJsonSchemas())) {
    t.same(JSON.parse(readFileSync(new URL(`schemas/${name}`, root), 'utf8')), JSON.parse(JSON.stringify(schema)), name)
  }
  t.same(readdirSync(new URL('schemas/', root)), Object.keys(toJsonSchemas()))
})

t.test('start has an option for everything with which sandboxes can begin', async t => {
  t.same([...initialNames].sort(), Object.keys(InitialSchema.properties).sort())
})

t.test('an editor proposes the names of the built-in providers, wherever the name of a provider stands', async t => {
  const names = JSON.stringify({ anyOf: [{ enum: providers.map(({ name }) => name) }, { type: 'string' }] }).slice(1, -1)
  const { properties } = toJsonSchemas()['config.json'] as { properties: Record<string, object> }
  for (const key of ['providers', 'lifecycle-rules', 'faults', 'jobs']) t.ok(JSON.stringify(properties[key]).includes(names), key)
})

t.test('an editor accepts the configuration files of the documentation, and marks what the program refuses', async t => {
  const page = readFileSync(new URL('docs/configuration.md', root), 'utf8')
  const files = Array.from(page.matchAll(/^```yaml\n([^]+?)^```$/gm), ([, text]) => text!)
  t.ok(files.length > 0)
  const cases = [
    ...files.map(text => ({ text, valid: true })),
    { text: 'lifecycle: { julep: failure }', valid: true },
    { text: '{ provider: ./acme.js, providers: [acme, julep], lifecycle: { acme: failure }, dialect: { acme: observed }, jobs: [{ provider: acme }] }', valid: true },
    { text: 'lifecycle: { julep: 1 }', valid: false },
    { text: 'dialect: { acme: spoken }', valid: false },
    { text: 'prot: 1', valid: false },
    { text: 'port: 65536', valid: false },
    { text: 'clock: fast', valid: false },
    { text: 'providers: [1]', valid: false },
    { text: 'jobs: [{ provider: 1 }]', valid: false },
    { text: 'quiet: 1', valid: false },
    { text: 'sandbox-ttl: soon', valid: false }
  ]
  for (const { text, valid } of cases) t.equal(await fits('config.json', text), valid, text)
})

t.test('an editor proposes the names of the built-in providers, wherever the name of a provider stands', async t => {
  const names = JSON.stringify({ anyOf: [{ enum: providers.map(({ name }) => name) }, { type: 'string' }] }).slice(1, -1)
  const { properties } = toJsonSchemas()['config.json'] as { properties: Record<string, object> }
  for (const key of ['providers', 'lifecycle-rules', 'faults', 'jobs']) t.ok(JSON.stringify(properties[key]).includes(names), key)
})

t.test('an editor accepts the built-in lifecycles', async t => {
  const folder = new URL('fixtures/lifecycles/', root)
  for (const file of readdirSync(folder)) t.equal(await fits('lifecycle.json', readFileSync(new URL(file, folder), 'utf8')), true, file)
  t.equal(await fits('lifecycle.json', 'steps: [{ state: done }]'), false)
})
