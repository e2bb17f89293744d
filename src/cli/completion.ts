import { options, toFlag } from '../start/index.ts'
import { commandFlags, commandToggles } from './command-line.ts'
import { mustBeWord } from './target.ts'

/** A flag that a shell completes. `words`: what its value can be; undefined if it takes none. */
interface Flag { name: string, words: readonly string[] | undefined }

const commands = ['demo', 'healthcheck', 'completion', ...Object.keys(commandFlags).filter(name => name !== 'serve')]

/** The completion script of each shell, for the commands, the flags and their words. */
const writers = {
  bash: flags => `_jobdouble () {
  local word=\${COMP_WORDS[COMP_CWORD]}
  case \${COMP_WORDS[COMP_CWORD-1]} in
${flags
  .flatMap(({ name, words = [] }) => words.length === 0
    ? []
    : `    --${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")); return ;;`)
  .join('\n')}
    --config|--snapshot|--out|--provider) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  COMPREPLY=($(compgen -W '${[...commands, ...flags.map(({ name }) => `--${name}`)].join(' ')}' -- "$word"))
}
complete -F _jobdouble jobdouble`,
  zsh: flags => `#compdef jobdouble
_arguments \\
  '1:command:(${commands.join(' ')})' \\
  '2:shell:(bash zsh fish)' \\
${flags.map(({ name, words }) => `  '--${name}${words === undefined ? '' : toZshValue(name, words)}'`).join(' \\\n')}`,
  fish: flags => `complete -c jobdouble -n __fish_use_subcommand -f -a '${commands.join(' ')}'
${flags.map(({ name, words }) => `complete -c jobdouble -l ${name}${words === undefined ? '' : toFishValue(words)}`).join('\n')}`
} as const satisfies Record<string, (flags: readonly Flag[]) => string>

const shells = Object.keys(writers) as Array<keyof typeof writers> // the keys of the table

function toZshValue (name: string, words: readonly string[]): string {
  return `[]:${name}:${words.length === 0 ? '_files' : `(${words.join(' ')})`}`
}

function toFishValue (words: readonly string[]): string {
  return words.length === 0 ? ' -r' : ` -x -a '${words.join(' ')}'`
}

/** The completion script for a shell. Throws UsageError. */
export function completion (shell = ''): string {
  const settings = Object.entries(options).map(([name, { isSwitch, words = [] }]) => ({
    name: toFlag(name),
    words: isSwitch ? undefined : words
  }))
  const names = new Set(Object.values(commandFlags).flat().filter(name => !Object.hasOwn(options, name)))
  const own = [...names].map(name => ({ name, words: commandToggles.has(name) ? undefined : [] }))
  const others = [{ name: 'config', words: [] }, { name: 'help', words: undefined }, { name: 'version', words: undefined }]
  return writers[mustBeWord('completion', shells, shell)]([...settings, ...own, ...others])
}
