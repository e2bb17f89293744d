// Loads TypeScript for the tests, with esbuild. .taprc gives it to Node, in place of tap's own loader.
import { transform } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

// Node loads this file twice: in the main thread, and in the thread of its hooks
if (isMainThread) register(import.meta.url)

/** @type {import('esbuild').TransformOptions} */
const options = {
  loader: 'ts',
  target: 'es2023',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  sourcemap: 'inline',
  sourcesContent: false
}

/** @type {import('node:module').LoadHook} */
export async function load (url, context, nextLoad) {
  const { protocol, pathname } = new URL(url)
  if (protocol !== 'file:' || !pathname.endsWith('.ts')) return await nextLoad(url, context)
  const file = fileURLToPath(url)
  const { code } = await transform(await readFile(file, 'utf8'), { ...options, sourcefile: file })
  return { format: 'module', source: code, shortCircuit: true }
}
