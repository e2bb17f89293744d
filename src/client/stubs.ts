import { toId } from './jobs.ts'
import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'

/** The response to requests that no operation takes. */
export interface NewStub {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Without the sandbox and the query; a segment `:name` takes any text. */
  path: string
  /** 200 if missing. */
  status?: number | undefined
  headers?: Record<string, string> | undefined
  /** A text is sent unchanged, any other value as JSON; the response is empty if it is missing. */
  body?: unknown
}

/** A credential in the headers or the body is shown as its fingerprint. */
export interface Stub extends NewStub {
  id: string
  status: number
  headers: Record<string, string>
  /** The number of requests that it has responded to. */
  matched: number
}

/** A stub, or its id. */
export type StubRef = string | { readonly id: string }

/** The responses of a sandbox to unmatched requests. The latest stub that matches responds. An unknown one throws `STUB_UNKNOWN`. */
export interface Stubs {
  /** Throws `INVALID_FIELD` for the path of an operation: a fault changes its response. */
  create (stub: NewStub, options?: CallOptions): Promise<Stub>
  get (stub: StubRef, options?: CallOptions): Promise<Stub>
  /** Oldest first. */
  list (options?: CallOptions): Pages<Page<Stub>>
  delete (stub: StubRef, options?: CallOptions): Promise<void>
  /** Deletes all stubs. */
  reset (options?: CallOptions): Promise<void>
}

export function stubsOf (request: Request): Stubs {
  const toPath = (stub: StubRef) => `/__admin/stubs/${encodeURIComponent(toId(stub))}`
  return {
    create: async (stub, options) => await request('POST /__admin/stubs', { ...options, body: stub }),
    get: async (stub, options) => await request(`GET ${toPath(stub)}`, options),
    list: options => toPages(async () => await request('GET /__admin/stubs', options)),
    delete: async (stub, options) => await request(`DELETE ${toPath(stub)}`, options),
    reset: async options => await request('DELETE /__admin/stubs', options)
  }
}
