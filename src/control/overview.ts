import { Type } from '@sinclair/typebox'
import { version } from '../assets.ts'
import type { Part } from '../http/nearest.ts'
import { linkTo, type App } from '../providers/index.ts'
import { closed } from './schema.ts'

const OperationSchema = Type.Object({ method: Type.String(), url: Type.String() }, closed)

const ControlApiSchema = Type.Object({
  name: Type.String(),
  version: Type.String(),
  sandbox: Type.String(),
  specification: Type.String(),
  operations: Type.Array(OperationSchema)
}, closed)

const getControlApi = {
  operationId: 'getControlApi',
  response: { 200: ControlApiSchema }
}

/** Lists the operations of the control API, with their URLs in the sandbox of the request. */
export function overviewRoute (app: App, parts: readonly Part[]): void {
  app.get('/__admin', { schema: getControlApi }, request => {
    // the control API is a part when it is served
    const { specification, operations } = parts.find(({ name }) => name === 'control')!
    return {
      name: 'jobdouble control API',
      version,
      sandbox: request.sandbox.name,
      specification: linkTo(request, specification),
      operations: operations.map(({ method, path }) => ({ method, url: linkTo(request, path) }))
    }
  })
}
