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
       jobdouble demo [options]                            starts the server with clients that play in it, and says where to look
       jobdouble healthcheck [--host HOST] [--port PORT]   exits with 0 if the server is healthy
       jobdouble env [--sandbox NAME] [--format dotenv|export|fish|powershell|json] [--url URL]
                                                           prints the variables that point the clients at the server
       jobdouble exam [--provider NAME] [--plan FILE] [--scenario NAME,…] [--url URL] [--format text|markdown|junit|json]
                      [--out FILE] -- COMMAND               runs a client through scenarios and prints how it copes
       jobdouble completion bash|zsh|fish                  prints the completion script of a shell
       jobdouble report [--url URL] [--sandbox NAME | --all] [--format text|markdown|html|junit|ctrf|json]
                        [--out FILE] [--fail-on error|warning|info]
                                                           prints how well the clients of a server behaved

${rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`).join('\n')}

A setting comes from its flag, else from its environment variable (${toVariable('port')} for --port),
else from the configuration file, else it has the default in parentheses.`
}
