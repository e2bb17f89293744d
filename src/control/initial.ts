import { Type, type Static } from '@sinclair/typebox'
import type { Part } from '../http/nearest.ts'
import { ScriptSchema } from '../jobs/index.ts'
import type { Provider } from '../providers/index.ts'
import { NewStubSchema, type Sandbox } from '../sandboxes/index.ts'
import { InvalidField, mustFit, toField } from '../validation/index.ts'
import { createFault } from './faults/index.ts'
import { FaultOrProfileSchema } from './faults/schema.ts'
import { startJob } from './jobs/index.ts'
import { NewJobSchema } from './jobs/schema.ts'
import { mustBeUseful } from './lifecycles/index.ts'
import { RuleOrderSchema } from './lifecycles/schema.ts'
import { closed } from './schema.ts'
import { addStub } from './stubs/index.ts'

const LifecyclesSchema = Type.Unsafe<Record<string, unknown>>(Type.Object({}, {
  additionalProperties: ScriptSchema,
  description: 'lifecycles by name, as in PUT /__admin/lifecycles/NAME'
}))

/** What each sandbox begins with, after a reset too, with the bodies of the control API. */
export const InitialSchema = Type.Object({
  lifecycles: Type.Optional(LifecyclesSchema),
  'lifecycle-rules': Type.Optional(Type.Array(RuleOrderSchema, { description: 'as in POST /__admin/lifecycles/rules' })),
  faults: Type.Optional(Type.Array(FaultOrProfileSchema, { description: 'fault rules or profiles, as in POST /__admin/faults' })),
  stubs: Type.Optional(Type.Array(NewStubSchema, { description: 'as in POST /__admin/stubs' })),
  jobs: Type.Optional(Type.Array(NewJobSchema, { description: 'as in POST /__admin/jobs' }))
}, closed)
export interface Initial extends Static<typeof InitialSchema> {}

/** Adds the initial contents to a new sandbox. Throws InvalidField with the path of the mistake. */
export function fillSandbox (sandbox: Sandbox, initial: Initial, providers: readonly Provider[], parts: readonly Part[]): void {
  const { lifecycles = {}, 'lifecycle-rules': rules = [], faults = [], stubs = [], jobs = [] } = initial
  for (const [name, script] of Object.entries(lifecycles)) within(['lifecycles', name], () => sandbox.lifecycles.put(name, script))
  rules.forEach((rule, index) => within(['lifecycle-rules', `${index}`], () => sandbox.rules.add(mustBeUseful(sandbox, rule, parts))))
  faults.forEach((fault, index) => within(['faults', `${index}`], () => createFault(sandbox, fault, parts)))
  stubs.forEach((stub, index) => within(['stubs', `${index}`], () => addStub(sandbox, stub, parts)))
  jobs.forEach((job, index) => within(['jobs', `${index}`], () => startJob(sandbox, job, providers)))
}

/** Throws InvalidField unless it fits its schema. */
export function mustBeInitial (initial: unknown): asserts initial is Initial {
  // to compile the schema would take 5 ms of each start
  if (JSON.stringify(initial) !== '{}') mustFit(InitialSchema, initial, '')
}

/** Calls `act`, whose error is about the value at `path`. */
function within (path: string[], act: () => unknown): void {
  try {
    act()
  } catch (error) {
    const place = toField(path)
    if (!(error instanceof InvalidField)) throw new InvalidField(place, (error as Error).message)
    const { field, message } = error
    throw new InvalidField(toField(field.split('.').filter(part => part !== 'body'), place), message.slice(field.length + 2))
  }
}
