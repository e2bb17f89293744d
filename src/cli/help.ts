import { options, toFlag } from '../start/index.ts'
import { toVariable } from './command-line.ts'

/** What `--help` prints. */
export function helpText (): string {
  const rows: Array<[string, string]> = [
    ...Object.entries(options).map(([name, option]): [string, string] => [
      `--${toFlag(name)}${name === 'port' ? ', -p' : ''}`,
      `${option.help}: ${option.takes}${option.default === '' ? '' : ` (${option.default})`}`
    ]),
    ['--config', 'file with these settings (jobdouble.yaml or jobdouble.yml, if there is one)'],
    ['--watch', 'start again with the new configuration whenever the file changes'],
    ['--help, -h', 'this text'],
    ['--version, -v', 'the version']
  ]
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return `jobdouble: a stand-in for five hosted job APIs

usage: jobdouble [options]
       jobdouble healthcheck [--host HOST] [--port PORT]   exit 0 if the server there is healthy
       jobdouble env [--sandbox NAME] [--format dotenv|export|fish|powershell|json] [--url URL]
                                                           the variables that lead each provider's client to it
       jobdouble exam [--provider NAME] [--plan FILE] [--scenario NAME,…] [--url URL] [--format text|markdown|junit|json]
                      [--out FILE] -- COMMAND               how the client that the command runs copes with each scenario
       jobdouble completion bash|zsh|fish                  the script that completes commands and flags in this shell
       jobdouble report [--url URL] [--sandbox NAME | --all] [--format text|markdown|html|junit|ctrf|json]
                        [--out FILE] [--fail-on error|warning|info]
                                                           how well the clients of the server there behaved

${rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`).join('\n')}

A setting is taken from its flag, else from its environment variable (${toVariable('port')} for --port),
else from the file, else it is the one in parentheses.`
}
