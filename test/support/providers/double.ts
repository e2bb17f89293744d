import type { Provider } from '../../../src/index.ts'
import { double } from '../double.ts'

/** Doubles that serve one provider: a server starts in half the time. */
export const starfish = serving('starfish')
export const immuta = serving('immuta')
export const julep = serving('julep')
export const waveline = serving('waveline')
export const datasaur = serving('datasaur')

function serving (name: Provider): typeof double {
  return async (t, options) => await double(t, { providers: [name], ...options })
}
