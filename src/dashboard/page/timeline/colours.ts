import type { State } from '../../../client/index.ts'
import { states } from '../words.ts'

/** The colours that the canvas draws with. They are variables of the style sheet, so that light and dark are in one place. */
export interface Colours {
  states: Record<State, string>
  text: string
  soft: string
  line: string
  stripe: string
  selected: string
  error: string
  fault: string
  accent: string
  surface: string
}

/** `variable` returns the value of a variable of the style sheet. */
export function toColours (variable: (name: string) => string): Colours {
  return {
    states: Object.fromEntries(states.map(state => [state, variable(`--${state}`)])) as Record<State, string>,
    text: variable('--text'),
    soft: variable('--soft'),
    line: variable('--line'),
    stripe: variable('--stripe'),
    selected: variable('--selected'),
    error: variable('--error'),
    fault: variable('--fault'),
    accent: variable('--accent'),
    surface: variable('--surface')
  }
}
