import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'

const src = new URL('../src/', import.meta.url)

/** For each file of src the files that it imports when it is loaded: not those of `import type` and of `import()`. */
function importsOf (file: string): string[] {
  const code = readFileSync(new URL(file, src), 'utf8')
  return Array.from(code.matchAll(/^(?:import|export) (?!type )(?:[^'"]*? from )?'(\.[^']+)'/gm), ([, path]) => posix.join(posix.dirname(file), path!))
}

/** The imports that lead from a file back to it; undefined if there are none. */
function circleOf (file: string, imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>()
  const paths = [[file]]
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    for (const next of imports.get(path.at(-1)!) ?? []) {
      if (next === file) return [...path, next]
      if (!seen.has(next)) paths.push([...path, next])
      seen.add(next)
    }
  }
  return undefined
}

t.test('no file of src imports itself through others', async t => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/')).filter(file => file.endsWith('.ts'))
  const imports = new Map(files.map(file => [file, importsOf(file)]))
  t.ok(imports.get('sandboxes/sandbox.ts')!.includes('sandboxes/contents.ts'))
  t.same(files.flatMap(file => circleOf(file, imports) ?? []), [])
})

t.test('a circle is found', async t => {
  const imports = new Map([['a', ['b', 'c']], ['b', ['c']], ['c', ['d']], ['d', ['b']]])
  t.same(['a', 'b', 'c', 'd'].map(file => circleOf(file, imports)), [undefined, ['b', 'c', 'd', 'b'], ['c', 'd', 'b', 'c'], ['d', 'b', 'c', 'd']])
})
