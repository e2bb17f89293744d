import createError from '@fastify/error'

/** The most levels of objects and lists in a body. Code that serializes, compares or copies a value calls itself once for each level. */
export const maxDepth = 100

/** The same for what has values of bodies within it: snapshots and responses. */
export const maxDepthAround = maxDepth + 20

/** Thrown with what is too deep (`The body`) and how many levels it may have. */
export const BodyTooDeep = createError<[string, number]>('BODY_TOO_DEEP', '%s is nested too deeply: it must have at most %s levels of objects and lists', 400)

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}') as unknown as [number, number, number, number, number, number]

/** Whether a JSON text has more levels than `levels`, found without parsing it, in time linear in its length. */
export function isTooDeep (text: string, levels = maxDepth): boolean {
  // a level takes two characters, so that a short body is not read at all
  if (text.length <= 2 * levels) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index)
    else if (code === openBracket || code === openBrace) {
      if (++depth > levels) return true
    } else if (code === closeBracket || code === closeBrace) depth--
  }
  return false
}

/** The index of the quote that ends a string which starts at `start`; the length of the text or more if it is missing. */
export function endOfString (text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}
