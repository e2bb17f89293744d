import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import { serve } from './program.ts'

/** A command that a page shows, and what it is said to print. */
interface Shown { command: string, output: string }

function blocksOf (page: string, language: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')), ([, block]) => block!)
}

/** What a page has its readers type behind a `$`, one after the other. */
export function shownIn (page: string): Shown[] {
  return blocksOf(page, 'console').flatMap(block => block.split(/^\$ /m).slice(1)).map(part => {
    const end = part.indexOf('\n')
    return { command: part.slice(0, end), output: part.slice(end + 1).trimEnd() }
  })
}

/** What a page has its readers paste that asks the program. */
export function pastedIn (page: string): string[] {
  return blocksOf(page, 'sh').filter(block => block.includes('curl '))
}

/** With what the program is started whose answers a page shows. */
export function argsOf (page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  const [, args] = /The answers on this page are those of `jobdouble (.+?)`/.exec(text) ?? []
  if (args === undefined) throw new Error(`${page} does not say how the program is started`)
  return args.split(' ')
}

/**
 * Starts the program; the function that is given runs commands in a shell and answers what they print. curl finds the program
 * where the pages say that it is, so that no answer depends on its port. `options` are curl's.
 */
export async function typist (t: Test, args: readonly string[], options: readonly string[] = []): Promise<(commands: string) => Promise<string>> {
  const { url } = await serve(t, args)
  const home = t.testdir({ '.curlrc': [`connect-to = "127.0.0.1:5627:${new URL(url).host}"`, 'noproxy = "*"', ...options, ''].join('\n') })
  return async commands => {
    const shell = spawn('sh', ['-c', `{ ${commands}\n} 2>&1`], { cwd: home, env: { ...process.env, CURL_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    shell.stdout.setEncoding('utf8').on('data', data => { output += data })
    await once(shell, 'close')
    return output.replaceAll('\r', '').trimEnd()
  }
}
