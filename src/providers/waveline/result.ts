import type { RandomStream } from '../../random/index.ts'
import { counted, guesses, texts } from './samples.ts'
import type { Element, Shape } from './shape.ts'

/** A result for a shape: keyed by element name, null where an element was not found (fact sheet). */
export function extract (shape: readonly Element[], random: RandomStream): Record<string, unknown> {
  return Object.fromEntries(shape.map(element => [element.name, find(element, random)]))
}

/** The result of a guess: a shape that extract-document accepts. That it is wrapped in `shape` is inferred. */
export function guess (random: RandomStream): { shape: Shape } {
  return { shape: draw(guesses, random) }
}

/** The value of an element; one in eight elements is not found. */
function find (element: Element, random: RandomStream): unknown {
  if (random.integer(1, 8) === 1) return null
  if (element.isArray !== true) return toValue(element, random)
  return Array.from({ length: random.integer(1, 3) }, () => toValue(element, random))
}

function toValue ({ name, type, elements = [] }: Element, random: RandomStream): unknown {
  switch (type) {
    // the last row of `texts` matches any name
    case 'string': return draw(texts.find(([hint]) => hint.test(name))![1], random)
    case 'number': return counted.test(name) ? random.integer(1, 60) : random.integer(1, 200_000) / 100
    case 'boolean': return random.integer(0, 1) === 1
    case 'object': return extract(elements, random)
  }
}

/** Draws one of the choices, of which there is at least one. */
function draw<T> (choices: readonly T[], random: RandomStream): T {
  return choices[random.integer(0, choices.length - 1)]!
}
