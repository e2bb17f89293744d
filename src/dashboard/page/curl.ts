/** A call of the control API, which a control of the page makes and shows. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the sandbox of the page. */
  path: string
  body?: unknown
  headers?: Record<string, string> | undefined
  /** For a call about all sandboxes, whose URL does not name one. */
  everywhere?: boolean | undefined
}

/** `call('POST /__admin/clock/advance', { by: '1s' })` */
export function call (operation: string, body?: unknown): Call {
  const [method, path] = operation.split(' ') as [Call['method'], string]
  return { method, path, ...body !== undefined && { body } }
}

/** A path with a text from outside in it: `path\`/__admin/jobs/${id}\``. */
export function path (strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent))
}

/** The call as a command for a POSIX shell. */
export function toCurl ({ method, body, headers = {} }: Pick<Call, 'method' | 'body' | 'headers'>, url: string): string {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const parts = ['curl', ...method === (text === undefined ? 'GET' : 'POST') ? [] : [`-X ${method}`], quote(url)]
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quote(`${name}: ${value}`)}`)
  if (text !== undefined) parts.push(`-d ${quote(text)}`)
  return parts.join(' ')
}

/** Quoted only where a shell would read it differently. */
function quote (text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
