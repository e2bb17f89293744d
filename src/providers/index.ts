import { datasaur } from './datasaur/index.ts'
import { immuta } from './immuta/index.ts'
import { julep } from './julep/index.ts'
import type { Provider } from './provider.ts'
import { starfish } from './starfish/index.ts'
import { waveline } from './waveline/index.ts'

export { loadDemo } from './demo.ts'
export { basePathOf, linkTo, type App, type Members, type PollRequest, type Provider, type TeamMember } from './provider.ts'

/** The table of contents: a provider is a folder and a line here. */
export const providers: readonly Provider[] = [
  starfish,
  immuta,
  julep,
  waveline,
  datasaur
]
