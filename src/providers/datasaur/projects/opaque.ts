/** How parts of a launch are read whose shape is not published. */

export function toRecord (value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
}

export function toText (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function toArray (value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
