import { endings, isKeyLike, redactValue, token } from './credentials.ts'

/** The user and the password before the host of a URL. In JSON a slash may be escaped by a backslash. */
const userInfo = /(?<=:\\*\/\\*\/)[^\s/?#"<>\\]+@/g

/** Redacts the users and passwords in the URLs of a text. `encode` writes the fingerprint for that text. */
export function redactUserInfo (text: string, encode = (text: string) => text): string {
  if (!text.includes('@')) return text
  return text.replace(userInfo, found => `${encode(redactValue(decode(found.slice(0, -1))))}@`)
}

/** Decodes a part of a URL or of a form; returns the text as it is if it is not valid. */
export function decode (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const anyName = `(?<![\\w$-])(?:[\\w-]*${endings}|${token}s?)`
const beforeValue = `(${anyName}(?:\\\\*["'])?\\s*[:=]\\s*)`
/**
 * A name, a colon, and a text in quotes: GraphQL, or JSON that is truncated. The quotes may be escaped, if the text is within
 * another JSON text. The last value of a truncated text has no end.
 */
const inQuotes = new RegExp(`${beforeValue}((?:\\\\*"){3}|\\\\*")([^]*?)(?:(?<!\\\\)\\2|$)`, 'gi')
/** A name and a value as in a form, or as in a sentence. */
const inText = new RegExp(`(${anyName}(?:=|\\s*[:=]\\s*(?=')))('[^'\\n]*'?|[^\\s&"']+)`, 'gi')
/** A name with an object or a list as its value. */
const beforeGroup = new RegExp(`${beforeValue}(?=[[{])`, 'gi')
/** The parts of an object or a list: texts, of which those before a colon are names, and brackets. */
const inGroup = /(?<!\\)((?:\\*"){3}|\\*")([^]*?)(?:(?<!\\)\1|$)|[[{}\]]/g
const depths: Readonly<Record<string, number>> = { '[': 1, '{': 1, '}': -1, ']': -1 }
const colon = /\s*:/y

/** Redacts a text that is not valid JSON by patterns. */
export function redactLoosely (text: string): string {
  return redactGroups(redactUserInfo(text))
    .replace(inQuotes, (_, name: string, quote: string, value: string) => `${name}${quote}${redactValue(value)}${quote}`)
    .replace(inText, (_, name: string, value: string) => {
      const quote = value.startsWith("'") ? value[0] : ''
      return `${name}${quote}${redactValue(value)}${quote}`
    })
}

function redactGroups (text: string): string {
  let result = ''
  let end = 0
  for (const { 0: name, index } of text.matchAll(beforeGroup)) {
    const start = index + name.length
    if (start < end) continue
    result += text.slice(end, start)
    const group = redactGroup(text, start, /tokens\W*$/i.test(name) && text[start] === '[')
    result += group.result
    end = group.end
  }
  return result + text.slice(end)
}

/** Redacts the object or the list at `start`. `isTokens`: it is a list of tokens, which may be words. */
function redactGroup (text: string, start: number, isTokens: boolean): { result: string, end: number } {
  let [result, end, depth, objects] = ['', start, 0, 0]
  inGroup.lastIndex = start
  for (const { 0: piece, 1: quote, 2: value, index } of text.matchAll(inGroup)) {
    result += text.slice(end, index)
    colon.lastIndex = end = index + piece.length
    const isShown = value === undefined || colon.test(text) || (isTokens && objects === 0 && !isKeyLike.test(value))
    result += isShown ? piece : `${quote}${redactValue(value)}${quote}`
    depth += depths[piece] ?? 0
    objects += piece === '{' ? 1 : piece === '}' ? -1 : 0
    if (depth === 0) break
  }
  return { result, end }
}
