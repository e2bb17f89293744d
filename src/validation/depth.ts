import createError from '@fastify/error'

/** The most levels of objects and lists in a body: code that serializes, compares or copies a value is recursive. */
export const maxDepth = 100

/** The most levels in snapshots and responses, which contain values of bodies. */
export const maxDepthAround = maxDepth + 20

/** Takes the name of the part that is too deep (`The body`) and the most levels that it may have. */
export const BodyTooDeep = createError<[string, number]>('BODY_TOO_DEEP',
  '%s is nested too deeply: it must have at most %s levels of objects and lists', 400)

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Array.from('"\\[]{}', character => character.charCodeAt(0))

/** Whether a JSON text has more than `levels` levels. It is not parsed; the time is linear in its length. */
export function isTooDeep (text: string, levels = maxDepth): boolean {
  // each level takes two characters
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

/** The index of the quote that ends the string which starts at `start`; at least the length of the text if the quote is missing. */
export function endOfString (text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}
