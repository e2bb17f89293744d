/** What the documentation promises, or what the server has been seen to do. */
export const dialects = ['documented', 'observed'] as const

export type Dialect = typeof dialects[number]
