import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import { InvalidField } from '../../validation/index.ts'
import { toLifecycle, type Lifecycle } from './lifecycle.ts'

/**
 * The lifecycles of a folder, one YAML file each, with the name of the file. A file is read at its first use: most runs use one
 * or two, and to read all would make the start a fifth longer.
 */
export class BuiltInLifecycles {
  readonly #folder: URL
  readonly #read = new Map<string, Lifecycle>()
  readonly names: ReadonlySet<string>

  constructor (folder: URL) {
    this.#folder = folder
    this.names = new Set(readdirSync(folder).filter(file => file.endsWith('.yaml')).map(file => basename(file, '.yaml')))
  }

  /** Undefined if there is no file of that name. Throws InvalidField if the file is not a valid script. */
  get (name: string): Lifecycle | undefined {
    if (!this.names.has(name)) return undefined
    let lifecycle = this.#read.get(name)
    if (lifecycle === undefined) this.#read.set(name, lifecycle = this.#readFile(name))
    return lifecycle
  }

  #readFile (name: string): Lifecycle {
    const file = `${name}.yaml`
    const lifecycle = toLifecycle(parse(readFileSync(new URL(file, this.#folder), 'utf8')), file, name)
    if (lifecycle.name !== name) throw new InvalidField(`${file}.name`, `must be ${name}, the name of the file, or be omitted`)
    return lifecycle
  }
}
