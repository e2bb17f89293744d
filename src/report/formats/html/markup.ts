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
  return new Markup(literals.map((literal, index) => `${literal}${toText(parts[index] ?? '')}`).join(''))
}

function toText (part: Part): string {
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'object') return part.join('')
  return String(part).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

export const nothing = new Markup('')
