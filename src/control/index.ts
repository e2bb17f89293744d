import type { Membership } from '../cluster/membership.ts'
import { handleFailures } from '../http/failure.ts'
import { acceptAnyJsonOrNothing, declareMediaType } from '../http/json.ts'
import type { App, Provider } from '../providers/index.ts'
import type { Sandboxes } from '../sandboxes/index.ts'
import { addSandbox } from '../traffic/index.ts'
import { clockRoutes } from './clock/index.ts'
import { dialectRoutes } from './dialects.ts'
import { eventRoutes } from './events/index.ts'
import { faultRoutes } from './faults/index.ts'
import { guardControl, type Access } from './guard.ts'
import { jobRoutes } from './jobs/index.ts'
import type { Preview } from './jobs/responses.ts'
import { toErrorResponse } from './map.ts'
import { lifecycleRoutes } from './lifecycles/index.ts'
import { memberRoutes } from './members/index.ts'
import { overviewRoute } from './overview.ts'
import { reportRoutes } from './report/index.ts'
import { requestRoutes, type Surroundings } from './requests/index.ts'
import { sandboxRoutes, type PlayDemo } from './sandboxes/index.ts'
import { toShown } from './sandboxes/schema.ts'
import { ErrorSchema } from './schema.ts'
import { snapshotRoutes } from './snapshot.ts'
import { stubRoutes } from './stubs/index.ts'

export { type Access } from './guard.ts'
export { type Preview } from './jobs/responses.ts'
export { fillSandbox, InitialSchema, mustBeInitial, type Initial } from './initial.ts'
export { toErrorResponse } from './map.ts'
export { toShown } from './sandboxes/schema.ts'
export { type PlayDemo } from './sandboxes/index.ts'

/** The control API, with which a test creates jobs, advances the clock and more. It acts on the sandbox of the URL. */
export const control = (
  providers: readonly Provider[],
  sandboxes: Sandboxes,
  access: Access,
  surroundings: Surroundings & { preview: Preview, playDemo: PlayDemo, membership: Membership }
) => ({
  name: 'control',
  document: { openapi: '3.1.0', info: { title: 'jobdouble control API', version: '1' } },
  specification: undefined,
  async routes (app: App): Promise<void> {
    guardControl(app, access, name => surroundings.membership.isOwnHost(name))
    addSandbox(app, sandboxes, 'use')
    acceptAnyJsonOrNothing(app)
    declareMediaType(app, ErrorSchema)
    handleFailures(app, ['/__admin'], toErrorResponse)
    overviewRoute(app, surroundings.parts)
    jobRoutes(app, providers, surroundings.preview)
    clockRoutes(app)
    lifecycleRoutes(app, providers, surroundings.parts)
    faultRoutes(app, surroundings.parts)
    stubRoutes(app, surroundings.parts)
    dialectRoutes(app)
    memberRoutes(app, providers)
    sandboxRoutes(app, sandboxes, surroundings.membership.createDirectory(sandboxes, toShown), surroundings.playDemo)
    surroundings.membership.addRoutes(app)
    snapshotRoutes(app, providers)
    requestRoutes(app, surroundings)
    reportRoutes(app, providers, sandboxes, surroundings)
    eventRoutes(app)
  }
})
