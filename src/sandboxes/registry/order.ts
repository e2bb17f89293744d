import createError from '@fastify/error'
import { randomInt } from 'node:crypto'
import type { Seed } from '../../random/index.ts'
import { toClockStart, type ClockReading } from '../../time/index.ts'
import { shorten } from '../../validation/text.ts'
import type { SandboxSetup } from '../sandbox.ts'
import type { Dialect } from '../settings.ts'

export const SandboxNameInvalid = createError('SANDBOX_NAME_INVALID',
  'The name of a sandbox must be 1 to 64 of the characters a-z A-Z 0-9 . _ -, not %j; change the part of the URL after /@', 400)

/** The settings in which a sandbox differs from the server's defaults. They also hold after a reset. */
export interface SandboxOrder {
  /** Drawn if missing. */
  name?: string | undefined
  seed?: Seed | undefined
  clock?: Partial<ClockReading> | undefined
  dialects?: Readonly<Record<string, Dialect>> | undefined
  /** The name of the lifecycle of a job that is created without one, for all providers. */
  lifecycle?: string | undefined
}

/** The setup of a sandbox that differs from the defaults of the server. Returns `setup` itself if nothing differs. Throws InvalidField. */
export function toSetup<S extends SandboxSetup> (setup: S, { seed, clock, dialects, lifecycle }: SandboxOrder): S {
  if ([seed, clock, dialects, lifecycle].every(setting => setting === undefined)) return setup
  const { defaults, lifecycles } = setup
  if (lifecycle !== undefined) lifecycles.choose(lifecycle)
  return {
    ...setup,
    defaults: {
      ...defaults,
      seed: seed ?? defaults.seed,
      clock: clock === undefined ? defaults.clock : toClockStart(clock, defaults.clock, 'clock'),
      dialects: { ...defaults.dialects, ...dialects },
      // the lifecycle of the sandbox overrides the server's lifecycles of single providers
      ...lifecycle !== undefined && { lifecycle, lifecycleOf: {} }
    }
  }
}

/** Throws SANDBOX_NAME_INVALID. */
export function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new SandboxNameInvalid(shorten(name))
}

const characters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** An unpredictable name of fifty bits. It does not depend on a seed, so that two test runs on one server get different sandboxes. */
export function drawName (): string {
  return Array.from({ length: 10 }, () => characters[randomInt(characters.length)]).join('')
}
