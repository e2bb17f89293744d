/** A JSON value as Python prints it: the server sends some values that way (observed). */
export function toPython (value: unknown): string {
  switch (typeof value) {
    case 'string': return quote(value)
    case 'boolean': return value ? 'True' : 'False'
    case 'object': return value === null ? 'None' : Array.isArray(value) ? `[${value.map(toPython).join(', ')}]` : toDict(value)
    default: return String(value)
  }
}

function toDict (object: object): string {
  return `{${Object.entries(object).map(([key, value]) => `${quote(key)}: ${toPython(value)}`).join(', ')}}`
}

/** Python prefers single quotes, unless a text has them and no double ones. */
function quote (text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}
