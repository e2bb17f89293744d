import { Type } from '@sinclair/typebox'
import type { LightMyRequestResponse } from 'fastify'
import { linkTo, type App, type PollRequest, type Provider } from '../../providers/index.ts'
import { closed, ErrorSchema, IdSchema } from '../schema.ts'

/** Returns the response that a provider would give now. `url`: with the sandbox; `host`: the address in the links of the response. */
export type Preview = (request: Pick<PollRequest, 'method' | 'headers' | 'body'> & {
  url: string
  host: string
}) => Promise<LightMyRequestResponse>

const HeadersSchema = Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String() }))

const PolledSchema = Type.Object({
  operation: Type.String(),
  request: Type.Object({
    method: Type.String(),
    url: Type.String(),
    headers: HeadersSchema,
    body: Type.Unknown({ description: 'null if there is none' })
  }, closed),
  response: Type.Object({
    status: Type.Integer(),
    headers: HeadersSchema,
    body: Type.Unknown()
  }, closed)
}, closed)

const getJobResponses = {
  operationId: 'getJobResponses',
  params: IdSchema,
  response: { 200: Type.Object({ items: Type.Array(PolledSchema), next: Type.Null() }, closed), 404: ErrorSchema }
}

/** Shows how each operation that reads a job would respond now. Faults do not apply, and the journal does not record these requests. */
export function responseRoute (app: App, providerOf: (name: string) => Provider, preview: Preview): void {
  app.get('/__admin/jobs/:id/responses', { schema: getJobResponses }, async request => {
    const { sandbox, params: { id }, host } = request
    const view = sandbox.jobs.find(id)
    const polls = providerOf(view.provider).polls(view, sandbox)
    const items = await Promise.all(polls.map(async ({ operation, method, path, headers, body }) => {
      const response = await preview({ method, url: `${sandbox.prefix}${path}`, host, headers, body })
      return {
        operation: `${view.provider}.${operation}`,
        request: { method, url: linkTo(request, path), headers, body: body ?? null },
        response: { status: response.statusCode, headers: toHeaders(response.headers), body: response.json<unknown>() }
      }
    }))
    return { items, next: null }
  })
}

/** As texts; a header that is repeated is joined. */
function toHeaders (headers: LightMyRequestResponse['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
