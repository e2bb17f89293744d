// Copies the declarations of the library for TypeScript projects that are CommonJS: there, a `.d.ts` of this package is an ES module.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const files = readdirSync('dist/client', { recursive: true }).filter(name => name.endsWith('.d.ts')).map(name => `dist/client/${name}`)
for (const file of ['dist/index.d.ts', ...files]) {
  const text = readFileSync(file, 'utf8').replace(/(from '\.{1,2}\/[^']+)\.ts'/g, "$1.cjs'")
  writeFileSync(file.replace(/\.ts$/, '.cts'), text)
}
