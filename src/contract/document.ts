export interface Reference { $ref: string }

/** As much of a schema as decides which values it takes. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  nullable?: boolean
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema | boolean>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema | boolean
  anyOf?: Array<Schema | boolean>
  oneOf?: Array<Schema | boolean>
  allOf?: Array<Schema | boolean>
  format?: string
  minimum?: number
  maximum?: number
  default?: unknown
}

export interface Parameter { name: string, in: string, required?: boolean, schema?: Schema }

export interface Body { content?: Record<string, Media>, required?: boolean }

/** What a body of a content type is. */
interface Media { schema?: Schema, example?: unknown, examples?: Record<string, { value?: unknown } | Reference> }

export interface Operation {
  operationId?: string
  parameters?: Array<Parameter | Reference>
  requestBody?: Body | Reference
  responses?: Record<string, Body | Reference>
  security?: object[]
  'x-evidence'?: string
}

/** An OpenAPI document, read from a contract or generated. */
export interface Document {
  openapi: string
  servers?: Array<{ url: string }>
  paths?: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
  /** The bodies of the statuses that an operation does not list, by class. */
  'x-other-errors'?: Partial<Record<'4XX' | '5XX', Reference>>
}

/** `method` in capitals, `path` with its parameters in braces. */
export interface Located { method: string, path: string, operation: Operation }

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

export function operationsOf (document: Document): Located[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item[method]
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }]
    }))
}

/** Follows references inside the document to the thing itself. Throws if one leads nowhere. */
export function resolve<T extends object> (document: Document, thing: T | Reference): T {
  let target: unknown = thing
  while (isReference(target)) target = valueAt(document, target.$ref)
  return target as T
}

export function isReference (thing: unknown): thing is Reference {
  return typeof (thing as Partial<Reference> | null | undefined)?.$ref === 'string'
}

/** The value at `#/a/b~1c`, as a JSON pointer in a URL says it. Throws if there is none. */
export function valueAt (document: Document, pointer: string): unknown {
  let value: unknown = document
  for (const key of pointer.split('/').slice(1)) {
    value = (value as Record<string, unknown> | undefined)?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  if (value === undefined || !pointer.startsWith('#/')) throw new Error(`${pointer} leads nowhere`)
  return value
}
