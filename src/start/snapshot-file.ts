import type { FastifyInstance } from 'fastify'
import {
  closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { version } from '../assets.ts'
import { withBuiltIn, type Provider } from '../providers/index.ts'
import { mainSandbox, restoreSnapshot, snapshotLimit, writeSnapshot, type Sandbox } from '../sandboxes/index.ts'
import { BodyTooDeep, isTooDeep, maxDepthAround } from '../validation/depth.ts'
import { InvalidOption } from './options.ts'

/**
 * Keeps the sandbox `main` in a file: restores it now, and writes it once the server has closed and all responses are sent. `served`:
 * the providers that are served. `onUnwritten` is called with one line if that fails. Throws InvalidOption if the file
 * is not a snapshot or cannot be written, and then leaves it unchanged.
 */
export function keepSnapshot (
  app: FastifyInstance, given: string, served: readonly Provider[], onUnwritten: (message: string) => void
): void {
  const file = existsSync(given) ? realpathSync(given) : given
  const main = app.sandboxes.get(mainSandbox)
  try {
    if (existsSync(file)) restore(main, parse(read(file)), served)
    rmSync(writeTemporary(file, ''))
    removeLeftovers(file)
  } catch (error) {
    throw new InvalidOption(`the snapshot ${given} cannot be used: ${toLine(error)}`, 'snapshot')
  }
  app.addHook('onClose', async () => {
    try {
      renameSync(writeTemporary(file, writeSnapshot(main, version)), file)
    } catch (error) {
      onUnwritten(`the snapshot ${given} could not be written: ${toLine(error)}`)
    }
  })
}

/** Restores a snapshot in the sandbox `main`. Throws InvalidOption. */
export function loadSnapshot (app: FastifyInstance, snapshot: object, served: readonly Provider[]): void {
  try {
    // a copy, so that later changes of the caller do not affect the sandbox
    restore(app.sandboxes.get(mainSandbox), parse(JSON.stringify(snapshot)), served)
  } catch (error) {
    throw new InvalidOption(`the snapshot cannot be used: ${toLine(error)}`, 'snapshot')
  }
}

function restore (sandbox: Sandbox, document: unknown, served: readonly Provider[]): void {
  restoreSnapshot(sandbox, document, withBuiltIn(served), served.map(({ name }) => name))
}

/** Throws BODY_TOO_DEEP, or SyntaxError for malformed JSON. */
function parse (text: string): unknown {
  if (isTooDeep(text, maxDepthAround)) throw new BodyTooDeep('the snapshot', maxDepthAround)
  return JSON.parse(text)
}

/** Throws for a file that is too large, before reading it. */
function read (file: string): string {
  const { size } = statSync(file)
  if (size > snapshotLimit) throw new Error(`it has ${size} bytes; a snapshot has at most ${snapshotLimit}`)
  return readFileSync(file, 'utf8')
}

/** Removes temporary files next to the snapshot whose processes were killed while writing. */
function removeLeftovers (file: string): void {
  const [folder, begin] = [dirname(file), `${basename(file)}.`]
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith(begin)) continue
    const [, pid] = /^(\d{1,7})\.tmp$/.exec(entry.name.slice(begin.length)) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, entry.name))
  }
}

/** Whether a process with this id exists, of any user. */
function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Writes a temporary file, so that renaming replaces the snapshot at once or not at all. Returns its name. */
function writeTemporary (file: string, text: string): string {
  const name = `${file}.${process.pid}.tmp`
  const descriptor = openSync(name, 'w')
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } catch (error) {
    rmSync(name)
    throw error
  } finally {
    closeSync(descriptor)
  }
  return name
}

/** The message of an error in one line: that of a JSON parser may contain line breaks. */
function toLine (error: unknown): string {
  return (error as Error).message.replace(/\s+/g, ' ')
}
