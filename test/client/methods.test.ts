import { readFileSync } from 'node:fs'
import t from 'tap'
import { startDouble } from '../support/client.ts'

const verbs = ['create', 'get', 'list', 'update', 'delete', 'reset']

/** The row of an object in the table of methods. */
function toRow (name: string, object: object): string {
  const methods = Object.entries(object).flatMap(([method, value]) => typeof value === 'function' ? [method] : [])
  const others = methods.filter(method => !verbs.includes(method)).map(method => `\`${method}\``).join(', ')
  return ['', `\`${name}\``, ...verbs.map(verb => methods.includes(verb) ? '✓' : ''), others, ''].join(' | ').replaceAll('  ', ' ').trim()
}

t.test('docs/client.md has every method of the client', async t => {
  const double = await startDouble(t)
  const sandbox = await double.sandbox()
  const isObject = ([name, value]: [string, unknown]) => typeof value === 'object' && name !== 'env'
  const objects: Array<[string, object]> = [
    ['double', double], ['double.sandboxes', double.sandboxes], ['sandbox', sandbox],
    ...Object.entries(sandbox).filter(isObject).map(([name, value]) => [`sandbox.${name}`, value as object] as [string, object]),
    ['sandbox.lifecycles.rules', sandbox.lifecycles.rules], ['sandbox.report.settings', sandbox.report.settings]
  ]
  const page = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8')
  const [, table = ''] = /## Methods\n\n.*\n.*\n([^]*?)\n\n/.exec(page) ?? []
  t.same(table.split('\n').sort(), objects.map(([name, object]) => toRow(name, object)).sort())
})
