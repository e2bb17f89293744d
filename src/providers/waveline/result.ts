import type { RandomStream } from '../../jobs/index.ts'
import { counted, guesses, texts } from './samples.ts'
import type { Element, Shape } from './shape.ts'

/** A result that fits a shape: keyed by name, null for what was not found (fact sheet). */
export function extract (shape: readonly Element[], random: RandomStream): Record<string, unknown> {
  return Object.fromEntries(shape.map(element => [element.name, find(element, random)]))
}

/** The wrapper is inferred; the shape is one that extract-document takes. */
export function guess (random: RandomStream): { shape: Shape } {
  return { shape: draw(guesses, random) }
}

/** One in eight is not found. */
function find (element: Element, random: RandomStream): unknown {
  if (random.integer(1, 8) === 1) return null
  return element.isArray === true ? Array.from({ length: random.integer(1, 3) }, () => toValue(element, random)) : toValue(element, random)
}

function toValue ({ name, type, elements = [] }: Element, random: RandomStream): unknown {
  switch (type) {
    case 'string': return draw(texts.find(([hint]) => hint.test(name))![1], random)
    case 'number': return counted.test(name) ? random.integer(1, 60) : random.integer(1, 200_000) / 100
    case 'boolean': return random.integer(0, 1) === 1
    case 'object': return extract(elements, random)
  }
}

function draw<T> (choices: readonly T[], random: RandomStream): T {
  return choices[random.integer(0, choices.length - 1)]!
}
