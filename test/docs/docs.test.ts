import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../../', import.meta.url)
const docs = readdirSync(new URL('docs/', root)).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)

/** The text of a page without its blocks of code, in which `#` and brackets mean something else. */
function proseOf (page: string): string {
  return readFileSync(new URL(page, root), 'utf8').replace(/^```[^]*?^```$/gm, '')
}

/** The headings of a page from the second level down to a level. */
function headingsOf (page: string, deepest: 2 | 3): string[] {
  return Array.from(proseOf(page).matchAll(/^(#{2,3}) (.+)$/gm), ([, level, text]) => ({ level: level!.length, text: text! }))
    .filter(({ level }) => level <= deepest).map(({ text }) => text)
}

/** `Where a setting comes from` → `#where-a-setting-comes-from`, as GitHub makes it. */
function toAnchor (heading: string): string {
  return `#${heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')}`
}

t.test('each page in docs/ starts with links to all of its sections', async t => {
  for (const page of docs) {
    const [, contents = ''] = /^# .+\n\n((?:- \[.+\]\(#\S+\)\n)+)/.exec(proseOf(page)) ?? []
    t.same(contents.split('\n').slice(0, -1), headingsOf(page, 2).map(heading => `- [${heading}](${toAnchor(heading)})`), page)
  }
})

t.test('each link of a page leads to a file and a section that exist', async t => {
  for (const page of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...docs]) {
    for (const [, link] of proseOf(page).matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
      const target = new URL(link!, new URL(page, root))
      t.ok(existsSync(new URL(target.pathname, root)), `${page}: ${link}`)
      if (target.hash !== '') t.ok(headingsOf(target.pathname.slice(root.pathname.length), 3).map(toAnchor).includes(target.hash), `${page}: ${link}`)
    }
  }
})

t.test('each link in the package leads to a file of the package', async t => {
  const { files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { files: string[] }
  for (const page of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...docs]) {
    for (const [, link] of proseOf(page).matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)) {
      const path = new URL(link!, new URL(page, root)).pathname.slice(root.pathname.length)
      t.ok(path === 'README.md' || files.some(name => path === name || path.startsWith(`${name}/`)), `${page}: ${link}`)
    }
  }
})

t.test('the README is a quick tour', async t => {
  t.ok(readFileSync(new URL('README.md', root), 'utf8').split('\n').length <= 120)
  for (const page of docs) t.match(proseOf('README.md'), `](${page})`, `it links to ${page}`)
})

t.test('docs/dependencies.md has each package, those of the program with their major version', async t => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Record<string, Record<string, string>>
  const cells = Array.from(proseOf('docs/dependencies.md').matchAll(/^\| (.+?) \|/gm), ([, cell]) => cell!.split(', ')).flat()
  const named = new Map<string, string | undefined>(cells.map(cell => {
    const [name = '', version] = cell.split(' ')
    return [name, version]
  }))
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
    t.ok(named.has(name), name)
    const version = named.get(name)
    if (version !== undefined) t.match(range, new RegExp(`^[~^]?${version}\\b`), name)
  }
})
