import type { FastifyInstance } from 'fastify'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { putBack, snapshotLimit, writeSnapshot } from '../control/index.ts'
import { UsageError } from './command-line.ts'
import { BodyTooDeep, isTooDeep, maxDepthAround } from '../validation/depth.ts'
import { mainSandbox } from '../sandboxes/index.ts'

/** Where it is said that a snapshot could not be written: the program has nobody else to tell any more. */
interface Host { stderr: { write (text: string): unknown }, exitCode?: unknown }

/**
 * Keeps the sandbox `main` in a file: what is there is put back now, and replaced when the double has stopped and all have
 * their answers. Throws UsageError if the file is no snapshot or nothing can be written there, and leaves it as it is.
 */
export function keepSnapshot (app: FastifyInstance, given: string, providers: readonly string[], host: Host): void {
  const file = existsSync(given) ? realpathSync(given) : given
  const main = app.sandboxes.get(mainSandbox)
  try {
    if (existsSync(file)) putBack(main, parse(read(file)), providers)
    rmSync(writeBeside(file, ''))
    removeLeftovers(file)
  } catch (error) {
    throw new UsageError(`the snapshot ${given} cannot be used: ${toLine(error)}`)
  }
  app.addHook('onClose', async () => {
    try {
      renameSync(writeBeside(file, writeSnapshot(main)), file)
    } catch (error) {
      host.stderr.write(`jobdouble: the snapshot ${given} could not be written: ${toLine(error)}\n`)
      host.exitCode = 1
    }
  })
}

/** Throws BODY_TOO_DEEP, and SyntaxError for what is not JSON. */
function parse (text: string): unknown {
  if (isTooDeep(text, maxDepthAround)) throw new BodyTooDeep('the file', maxDepthAround)
  return JSON.parse(text)
}

/** Throws before anything of a file is read that is too large. */
function read (file: string): string {
  const { size } = statSync(file)
  if (size > snapshotLimit) throw new Error(`it has ${size} bytes, and a snapshot has at most ${snapshotLimit}`)
  return readFileSync(file, 'utf8')
}

/** Removes the files that processes which were killed while they wrote have left beside the snapshot. */
function removeLeftovers (file: string): void {
  const [folder, begin] = [dirname(file), `${basename(file)}.`]
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith(begin)) continue
    const [, pid] = /^(\d{1,7})\.tmp$/.exec(entry.name.slice(begin.length)) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, entry.name))
  }
}

/** Whether there is a process of this id, whoever it belongs to. */
function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Writes to a file of its own, so that there is at any moment one whole snapshot or the other. Answers its name. */
function writeBeside (file: string, text: string): string {
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

/** What the reader of JSON complains about may hold line breaks. */
function toLine (error: unknown): string {
  return (error as Error).message.replace(/\s+/g, ' ')
}
