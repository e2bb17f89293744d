import createError from '@fastify/error'
import { distance } from 'fastest-levenshtein'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import { InvalidField } from '../validation.ts'
import { toLifecycle, type Lifecycle, type Script } from './lifecycle.ts'

export const LifecycleUnknown = createError('LIFECYCLE_UNKNOWN', 'There is no lifecycle %s; did you mean %s?', 404)

/** The lifecycles that have a name. */
export class Lifecycles {
  readonly #byName: ReadonlyMap<string, Lifecycle>

  constructor (lifecycles: Iterable<Lifecycle>) {
    this.#byName = new Map(Array.from(lifecycles, lifecycle => [lifecycle.name, lifecycle]))
  }

  /** Throws LIFECYCLE_UNKNOWN. */
  get (name: string): Lifecycle {
    const lifecycle = this.#byName.get(name)
    if (lifecycle === undefined) throw new LifecycleUnknown(name, this.#nearest(name))
    return lifecycle
  }

  /** The lifecycle of a name or of a script; throws InvalidField. */
  choose (chosen: string | Script): Lifecycle {
    if (typeof chosen !== 'string') return toLifecycle(chosen, 'lifecycle')
    const lifecycle = this.#byName.get(chosen)
    if (lifecycle === undefined) throw new InvalidField('lifecycle', `there is no ${chosen}; did you mean ${this.#nearest(chosen)}? GET /__admin/lifecycles lists all`)
    return lifecycle
  }

  list (): Lifecycle[] {
    return [...this.#byName.values()]
  }

  #nearest (name: string): string {
    return [...this.#byName.keys()].reduce((best, known) => distance(known, name) < distance(best, name) ? known : best)
  }
}

/** The scripts of a folder, one YAML file each, named after the file. Throws at the first that is not one. */
export function readLifecycles (folder: URL): Lifecycles {
  const files = readdirSync(folder).filter(file => file.endsWith('.yaml')).sort()
  return new Lifecycles(files.map(file => toLifecycle(parse(readFileSync(new URL(file, folder), 'utf8')), file, basename(file, '.yaml'))))
}
