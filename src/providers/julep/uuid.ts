const hex = /^[0-9a-f]{32}$/
const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The canonical spelling of a UUID; undefined if it is none. Julep takes it hyphenated, as 32 digits, in braces and behind
 * `urn:uuid:`, in any case (fact sheet).
 */
export function toUuid (text: unknown): string | undefined {
  const spelling = String(text).toLowerCase()
  const bare = spelling.startsWith('urn:uuid:') ? spelling.slice(9) : /^\{.*\}$/.test(spelling) ? spelling.slice(1, -1) : spelling
  if (hyphenated.test(bare)) return bare
  if (!hex.test(bare)) return undefined
  return [bare.slice(0, 8), bare.slice(8, 12), bare.slice(12, 16), bare.slice(16, 20), bare.slice(20)].join('-')
}
