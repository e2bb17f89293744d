import { readdirSync } from 'node:fs'

// the tests of this folder, in one process; tap itself does not run them, because they need a browser
for (const file of readdirSync(new URL('.', import.meta.url)).filter(file => file.endsWith('.test.ts')).sort()) {
  await import(new URL(file, import.meta.url).href)
}
