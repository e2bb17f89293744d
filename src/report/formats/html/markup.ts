/** HTML that is safe to send. Only `html` makes it. */
export class Markup {
  readonly #text: string

  constructor (text: string) {
    this.#text = text
  }

  toString (): string {
    return this.#text
  }
}

type Part = string | number | Markup | readonly Markup[]

/** A template of HTML. Every value is escaped, unless it is markup itself: the texts of clients cannot become elements or attributes. */
export function html (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = literals[0]!
  for (const [index, part] of parts.entries()) text += toText(part) + literals[index + 1]!
  return new Markup(text)
}

function toText (part: Part): string {
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'object') return part.join('')
  if (typeof part === 'number') return String(part)
  // most texts have none of them, and a search is faster than a replacement
  return !/[&<>"']/.test(part) ? part : part.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

export const nothing = new Markup('')
