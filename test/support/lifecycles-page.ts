import { states, type Script } from '../../src/jobs/index.ts'
import { providers } from '../../src/providers/index.ts'

type Entry = Script['steps'][number]
type Step = Exclude<Entry, { times: number }>

/** `queued ─1s→ running ─4s→ succeeded`: a script as one line. */
export function toTimeline ({ steps, visibleAfter, vanishAfter, illegal, cancelTooLate }: Script): string {
  const notes = [
    ...visibleAfter === undefined ? [] : [`unknown before ${String(visibleAfter)}`],
    ...vanishAfter === undefined ? [] : [`unknown from ${String(vanishAfter)} on`],
    ...illegal === true ? ['illegal'] : [],
    ...cancelTooLate === true ? ['a cancel comes too late'] : []
  ]
  const line = steps.map((entry, index) => 'times' in entry ? `${entry.times} × (${entry.steps.map(step => toStep(step)).join(' ')})` : toStep(entry, index === 0)).join(' ')
  return notes.length === 0 ? line : `${line} (${notes.join(', ')})`
}

function toStep ({ state, after = '', progress, output, unknownStatus }: Step, first = false): string {
  const details = [state, ...progress === undefined ? [] : [`${progress}%`], ...unknownStatus === undefined ? [] : [`as ${unknownStatus}`], ...output === undefined ? [] : [JSON.stringify(output)]]
  const arrow = first ? '' : after === '' ? '→ ' : `─${String(after)}→ `
  return arrow + details.join(' ')
}

/** A row for each built-in lifecycle. */
export function toBuiltInRow (script: Script & { name: string, description: string }): string {
  return `| ${script.name} | \`${toTimeline(script)}\` | ${script.description} |`
}

/** A row for each state, with the word that each provider shows. */
export function statusTable (): string[] {
  const title = (name: string) => name[0]!.toUpperCase() + name.slice(1)
  return [
    `| state | ${providers.map(({ name }) => title(name)).join(' | ')} |`,
    `| --- |${' --- |'.repeat(providers.length)}`,
    ...states.map(state => `| ${state} | ${providers.map(({ statuses: { documented, observed }, nearest }) => {
      const word = documented[state] === observed[state] ? documented[state] : `${documented[state]} (${observed[state]})`
      return nearest.includes(state) ? `*${word}*` : word
    }).join(' | ')} |`)
  ]
}
