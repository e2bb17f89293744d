import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { asUser, serve } from './program.ts'

/** A command on a page, and the output that the page shows for it. */
interface Shown { command: string, output: string }

const root = new URL('../../../', import.meta.url)

function read (page: string): string {
  return readFileSync(new URL(page, root), 'utf8')
}

function blocksOf (page: string, language: string): string[] {
  return Array.from(read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')), ([, block]) => block!)
}

/** The pages in docs/ that show commands. */
export function docsWithCommands (): string[] {
  const pages = readdirSync(new URL('docs/', root)).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)
  return pages.filter(page => promptsIn(page) > 0)
}

/** How many lines of a page start with a prompt. */
export function promptsIn (page: string): number {
  return read(page).split('\n').filter(line => line.startsWith('$ ')).length
}

/** The commands on a page that follow a `$`, in order. */
export function shownIn (page: string): Shown[] {
  return blocksOf(page, 'console').flatMap(block => block.split(/^\$ /m).slice(1)).map(part => {
    const end = part.indexOf('\n')
    return { command: part.slice(0, end), output: part.slice(end + 1).trimEnd() }
  })
}

/** The blocks of a page that send requests to the program. */
export function pastedIn (page: string): string[] {
  return blocksOf(page, 'sh').filter(block => block.includes('curl '))
}

/** The flags of the program whose responses a page shows; none if the page names none. */
export function argsOf (page: string): string[] {
  return /The responses on this page come from `jobdouble (.+?)`/.exec(read(page))?.[1]!.split(' ') ?? []
}

/**
 * Starts the program. The function that it returns runs commands in a shell and resolves with their output. In them, `jobdouble` is the built
 * program; it, for a report, and curl find the server at the port that the pages use, so that no response depends on the real port. `options` are curl's.
 */
export async function typist (t: Test, args: readonly string[], options: readonly string[] = []): Promise<(commands: string) => Promise<string>> {
  const { url } = await serve(t, args)
  const home = t.testdir({ '.curlrc': [`connect-to = "127.0.0.1:5627:${new URL(url).host}"`, 'noproxy = "*"', ...options, ''].join('\n') })
  const program = `"${process.execPath}" "${fileURLToPath(new URL('dist/cli.js', root))}" "$@"`
  const jobdouble = `jobdouble() { if [ "$1" = report ]; then JOBDOUBLE_PORT=${new URL(url).port} ${program}; else ${program}; fi; }`
  return async commands => {
    const shell = spawn(...asUser('sh', ['-c', `${jobdouble}\n{ ${commands}\n} 2>&1`]), { cwd: home, env: { ...process.env, CURL_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    shell.stdout.setEncoding('utf8').on('data', data => { output += data })
    await once(shell, 'close')
    return output.replaceAll('\r', '').trimEnd()
  }
}
