import { readFileSync } from 'node:fs'
import t from 'tap'
import { double } from '../../support/double.ts'
import { statusTable, toBuiltInRow } from '../../support/lifecycles-page.ts'

const page = readFileSync(new URL('../../../docs/lifecycles.md', import.meta.url), 'utf8')
const lines = page.split('\n')

/** The options of a curl line of the page, as far as it uses them. */
function toRequest (line: string) {
  const [, url] = /http:\/\/127\.0\.0\.1:5627(\S+)/.exec(line) ?? []
  const headers = Object.fromEntries([...line.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]))
  const [, data] = / (?:-d '([^']+)'|--data-binary @)/.exec(line) ?? []
  const [, yaml] = /```yaml\n([^`]+)```/.exec(page) ?? []
  const payload = line.includes('--data-binary @') ? yaml : data
  const [, method = payload === undefined ? 'GET' : 'POST'] = / -X (\w+)/.exec(line) ?? []
  return { method: method as 'GET', url: url!, headers, ...payload !== undefined && { payload } }
}

/** What jq would give, in the forms that the page uses: `[.list[].key]`, `{key}` and `{key: .path.to.it}`. */
function filtered (filter: string, body: any): unknown {
  const [, list, field] = /^\[\.(\w+)\[\]\.(\w+)\]$/.exec(filter) ?? []
  if (list !== undefined) return body[list].map((item: any) => item[field!])
  return Object.fromEntries(filter.slice(1, -1).split(', ').map(entry => {
    const [key, path = `.${entry}`] = entry.split(': ')
    return [key, path.slice(1).split('.').reduce((value, name) => value[name], body)]
  }))
}

t.test('the page’s curl lines are answered as it says, one after the other', async t => {
  const { app } = await double(t)
  const asked = [...lines.entries()].filter(([, line]) => line.startsWith('$ curl '))
  t.ok(asked.length > 20)
  for (const [index, line] of asked) {
    const [, command, filter] = /^\$ (curl .+) \| jq -c '(.+)'$/.exec(line)!
    const answer = await app.inject(toRequest(command!))
    t.equal(lines[index + 1], JSON.stringify(filtered(filter!, answer.json())), line)
  }
})

t.test('the page shows each built-in lifecycle as its script has it', async t => {
  const { ask } = await double(t)
  const { items } = (await ask('GET /__admin/lifecycles')).body
  const first = lines.indexOf('| name | timeline | what happens |') + 2
  t.same(lines.slice(first, first + items.length + 1), [...items.map(toBuiltInRow), ''])
})

t.test('the page shows the word of each provider for each state', async t => {
  const table = statusTable()
  const first = lines.indexOf(table[0]!)
  t.same(lines.slice(first, first + table.length + 1), [...table, ''])
})
