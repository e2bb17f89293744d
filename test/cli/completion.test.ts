import { spawnSync } from 'node:child_process'
import t from 'tap'
import { UsageError } from '../../src/cli/command-line.ts'
import { completion } from '../../src/cli/completion.ts'
import { options, toFlag } from '../../src/start/index.ts'

/** What bash suggests for the last of the words. */
function complete (...words: string[]): string[] {
  const quoted = ['jobdouble', ...words].map(word => `'${word}'`).join(' ')
  const script = `${completion('bash')}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _jobdouble; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  t.equal(stderr, '')
  return stdout.trim().split('\n')
}

t.test('bash completes commands, flags and their words', async t => {
  t.same(complete('comp'), ['completion'])
  t.same(complete('--max-re'), ['--max-requests', '--max-request-bytes'])
  t.same(complete('--log-level', 'w'), ['warn'])
  t.same(complete('--providers', 'ju'), ['julep'])
})

t.test('the script of each shell has every setting', async t => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    for (const name of Object.keys(options)) t.match(completion(shell), new RegExp(`(--|-l )${toFlag(name)}\\b`), `${shell} ${name}`)
  }
})

t.test('another shell is refused', async t => {
  t.throws(() => completion('ksh'), new UsageError('completion takes bash, zsh, fish, not "ksh"'))
  t.throws(() => completion(), new UsageError('completion takes bash, zsh, fish, not ""'))
})
