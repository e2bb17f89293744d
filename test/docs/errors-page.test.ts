import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../../', import.meta.url)

/** The text of the files below a folder of src, without those of the providers: their errors have no codes on the wire. */
function sourceOf (folder: string): string {
  const files = readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(file => `${folder}${file.replaceAll('\\', '/')}`)
  return files.filter(file => file.endsWith('.ts') && !file.startsWith('src/providers/')).map(file => readFileSync(new URL(file, root), 'utf8')).join('\n')
}

/** The first two cells of each row in a section of docs/errors.md. */
function rowsOf (title: string): Array<[string, string]> {
  const sections = readFileSync(new URL('docs/errors.md', root), 'utf8').split('\n## ')
  const section = sections.find(section => section.startsWith(`${title}\n`)) ?? ''
  return Array.from(section.matchAll(/^\| (?:`([A-Z_]+)`|(\d)) \| (.*?) \|/gm), ([, code, exit, cell]) => [code ?? exit!, cell!] as [string, string]).sort()
}

/** Each match of a pattern once, as [code, status], in alphabetical order. */
function found (source: string, ...patterns: RegExp[]): Array<[string, string]> {
  const pairs = patterns.flatMap(pattern => Array.from(source.matchAll(pattern), ({ groups }) => `${groups!.code} ${groups!.status}`))
  return [...new Set(pairs)].sort().map(pair => pair.split(' ') as [string, string])
}

t.test('docs/errors.md has each code of the control API with its status', async t => {
  const source = sourceOf('src/')
  const thrown = found(source,
    /createError(?:<.*?>)?\(\s*'(?<code>[A-Z_]+)',[^]*?, (?<status>\d{3})\)/g,
    /respond\((?<status>\d{3}), '(?<code>[A-Z_]+)'/g,
    /code = '(?<code>[A-Z_]+)'\s+readonly statusCode = (?<status>\d{3})/g)
  t.ok(thrown.length > 30, 'the codes are found')
  t.same(rowsOf('The control API'), thrown)
})

t.test('docs/errors.md has each code of the client', async t => {
  const source = sourceOf('src/client/') + readFileSync(new URL('src/index.ts', root), 'utf8')
  const codes = Array.from(source.matchAll(/code: '([A-Z_]+)'/g), ([, code]) => code!)
  t.same(rowsOf('The client').map(([code]) => code), [...new Set(codes)].sort())
})

t.test('docs/errors.md has each exit code', async t => {
  const [, codes] = /function main \(.*\): Promise<([\d |]+)>/.exec(sourceOf('src/')) ?? []
  t.same(rowsOf('The command line').map(([code]) => code), codes?.split(' | '))
})
