import { answerFailures } from '../http/failure.ts'
import { acceptAnyJsonOrNothing } from '../http/json.ts'
import type { App, Provider } from '../providers/index.ts'
import { sandboxed, type Sandboxes } from '../sandboxes/index.ts'
import { clockRoutes } from './clock.ts'
import { dialectRoutes } from './dialects.ts'
import { eventRoutes } from './events.ts'
import { faultRoutes } from './faults.ts'
import { guardControl, type Access } from './guard.ts'
import { jobRoutes } from './jobs.ts'
import { toRefusal } from './map.ts'
import { lifecycleRoutes } from './lifecycles.ts'
import { requestRoutes, type Surroundings } from './requests.ts'
import { sandboxRoutes } from './sandbox.ts'
import { sandboxesRoutes } from './sandboxes.ts'
import { ErrorSchema } from './schema.ts'
import { snapshotRoutes } from './snapshot.ts'

export { toRefusal } from './map.ts'
export { putBack, snapshotLimit, writeSnapshot } from './snapshot.ts'

/** The control API: how a test makes jobs and moves time. It acts on the sandbox of the URL it is called under. */
export const control = (providers: readonly Provider[], sandboxes: Sandboxes, access: Access, surroundings: Surroundings) => ({
  name: 'control',
  document: { openapi: '3.1.0', info: { title: 'jobdouble control API', version: '1' } },
  specification: undefined,
  async routes (app: App): Promise<void> {
    guardControl(app, access)
    await app.register(sandboxed, { sandboxes })
    acceptAnyJsonOrNothing(app)
    declareMediaType(app)
    answerFailures(app, ['/__admin'], toRefusal)
    jobRoutes(app, providers)
    clockRoutes(app)
    lifecycleRoutes(app, providers, surroundings.parts)
    faultRoutes(app, surroundings.parts)
    dialectRoutes(app)
    sandboxRoutes(app)
    sandboxesRoutes(app, sandboxes)
    snapshotRoutes(app, providers)
    requestRoutes(app, surroundings)
    eventRoutes(app)
  }
})

/** Fastify checks the Content-Type header of every method that may have a body, whether the route reads one or not. */
function declareMediaType (app: App): void {
  app.addHook('onRoute', route => {
    if (route.method !== 'GET') route.schema = { ...route.schema, response: { ...route.schema?.response as object, 415: ErrorSchema } }
  })
}
