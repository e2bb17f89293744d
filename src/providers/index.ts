import { datasaur } from './datasaur/index.ts'
import { immuta } from './immuta/index.ts'
import { julep } from './julep/index.ts'
import type { Provider } from './provider.ts'
import { starfish } from './starfish/index.ts'
import { waveline } from './waveline/index.ts'

export { loadDemo } from './demo.ts'
export { basePathOf, linkTo, originOf, type App, type Members, type PollRequest, type Provider, type TeamMember } from './provider.ts'

/** The providers that are served, and those of the package that are not: a snapshot may have things of these. */
export function withBuiltIn (served: readonly Provider[]): Provider[] {
  return [...new Set([...providers, ...served])]
}

/** The table of contents: a provider is a folder and a line here. */
export const providers: readonly Provider[] = [
  starfish,
  immuta,
  julep,
  waveline,
  datasaur
]
