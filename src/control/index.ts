import { answerFailures } from '../http/failure.ts'
import { acceptAnyJson } from '../http/json.ts'
import type { App, Provider } from '../providers/index.ts'
import { clockRoutes } from './clock.ts'
import { dialectRoutes } from './dialects.ts'
import { jobRoutes } from './jobs.ts'
import { toRefusal } from './map.ts'
import { lifecycleRoutes } from './lifecycles.ts'
import { sandboxRoutes } from './sandbox.ts'

/** The control API: how a test makes jobs and moves time. It acts on the sandbox of the URL it is called under. */
export const control = (providers: readonly Provider[]) => ({
  name: 'control',
  document: { openapi: '3.1.0', info: { title: 'jobdouble control API', version: '1' } },
  specification: undefined,
  async routes (app: App): Promise<void> {
    acceptAnyJson(app)
    answerFailures(app, ['/__admin'], toRefusal)
    jobRoutes(app, providers)
    clockRoutes(app)
    lifecycleRoutes(app, providers)
    dialectRoutes(app)
    sandboxRoutes(app)
  }
})
