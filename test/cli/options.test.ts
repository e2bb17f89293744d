import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { helpText } from '../../src/cli/help.ts'
import type { ConfigFile } from '../../src/cli/config-file.ts'
import { readCommandLine, toVariable, UsageError } from '../../src/cli/command-line.ts'
import { providers } from '../../src/providers/index.ts'
import { options, toFlag } from '../../src/start/index.ts'

/** The providers of these names, in the order of the program's list. */
const chosen = (...names: string[]) => providers.filter(({ name }) => names.includes(name))
const all = providers.map(({ name }) => name).join()

const defaults = {
  port: 5627,
  host: '127.0.0.1',
  providers,
  provider: [],
  clock: { mode: 'real' },
  seed: '',
  lifecycle: { all: 'success', of: {} },
  dialect: { all: 'documented', of: {} },
  starfishLenient: false,
  immutaExtraFields: false,
  julepStrict: false,
  noFaultHeader: false,
  noHints: false,
  tlsCert: '',
  tlsKey: '',
  tlsSelfSigned: false,
  metrics: false,
  maxJobs: 10_000,
  maxJobBytes: 67_108_864,
  maxThings: 10_000,
  maxThingBytes: 33_554_432,
  maxFileBytes: 67_108_864,
  maxRequests: 10_000,
  maxRequestBytes: 16_777_216,
  maxMemory: 0,
  maxSandboxes: 10_000,
  maxConnections: 0,
  bodyTimeout: 60_000,
  requestTimeout: 600_000,
  idleTimeout: 72_000,
  sandboxTtl: 3_600_000,
  controlToken: '',
  allowedHosts: [],
  cors: false,
  controlOrigins: [],
  snapshot: '',
  cluster: '',
  clusterPassword: '',
  clusterSecret: '',
  clusterLease: 3000,
  advertise: '',
  log: 'auto',
  quiet: false,
  logLevel: 'info',
  logFormat: 'auto'
}

const folder = mkdtempSync(join(tmpdir(), 'jobdouble-'))

function file (text: string): string {
  const name = join(folder, 'jobdouble.yaml')
  writeFileSync(name, text)
  return name
}

t.test('with nothing said, everything has its default', async t => {
  t.same(readCommandLine([], {}), { command: 'serve', settings: defaults, file: { name: '', entries: {}, initial: {} }, flags: {}, warnings: [] })
})

t.test('a flag goes before the environment, that before the file, that before the default', async t => {
  const config = file('port: 1\nhost: file.example\nseed: 3\nproviders: [immuta, julep]\nsandbox-ttl: 5m\nlogLevel: warn')
  const environment = { JOBDOUBLE_PORT: '2', JOBDOUBLE_HOST: 'environment.example', JOBDOUBLE_CONFIG: config }
  t.same(readCommandLine(['--port', '3'], environment).settings, {
    ...defaults, port: 3, host: 'environment.example', seed: 3, providers: chosen('immuta', 'julep'), sandboxTtl: 300_000, logLevel: 'warn'
  })
})

t.test('every form of a value is understood', async t => {
  const cases: Array<[string, string, unknown]> = [
    ['clock', 'frozen', { mode: 'frozen' }],
    ['clock', 'frozen@2030-01-01', { mode: 'frozen', now: Date.UTC(2030, 0, 1) }],
    ['clock', 'frozen@2030-01-01T00:00:00Z', { mode: 'frozen', now: Date.UTC(2030, 0, 1) }],
    ['clock', 'scaled@60', { mode: 'scaled', rate: 60 }],
    ['clock', 'scaled:0.5', { mode: 'scaled', rate: 0.5 }],
    ['seed', '42', 42],
    ['seed', 'checkout', 'checkout'],
    ['providers', 'julep, datasaur', chosen('julep', 'datasaur')],
    ['port', '0', 0],
    ['sandboxTtl', '250ms', 250],
    ['lifecycle', 'stuck', { all: 'stuck', of: {} }],
    ['lifecycle', 'stuck, julep=failure', { all: 'stuck', of: { julep: 'failure' } }],
    ['dialect', 'julep=observed,starfish=observed', { all: undefined, of: { julep: 'observed', starfish: 'observed' } }],
    ['maxJobs', '5', 5],
    ['maxJobBytes', '1000000', 1_000_000],
    ['bodyTimeout', '30s', 30_000],
    ['maxRequestBytes', '1000000000', 1_000_000_000],
    ['maxRequests', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['controlToken', 's3cret', 's3cret'],
    ['allowedHosts', 'jobdouble, Double.example:5627,[fd00::2]', ['jobdouble', 'double.example', 'fd00::2']]
  ]
  for (const [name, text, value] of cases) {
    t.same(readCommandLine([`--${toFlag(name)}`, text], {}).settings?.[name as 'port'], value, `--${toFlag(name)} ${text}`)
  }
})

t.test('a bad value is refused with one line that names where it stands and what it takes', async t => {
  const refusals: Array<[string[], NodeJS.ProcessEnv, string | RegExp]> = [
    [['--port', '65536'], {}, '--port takes 0 to 65535, not "65536"'],
    [['--port='], {}, '--port takes 0 to 65535, not ""'],
    [['--host', ''], {}, '--host takes an address, not ""'],
    [['--lifecycle', ''], {}, '--lifecycle takes a name, or PROVIDER=NAME, or several, not ""'],
    [['--lifecycle', 'acme=stuck'], {}, '--lifecycle takes a name, or PROVIDER=NAME, or several, not "acme=stuck"'],
    [['--dialect', 'julep=klingon'], {}, '--dialect takes documented or observed, or PROVIDER=DIALECT, or several, not "julep=klingon"'],
    [['--max-jobs', '0'], {}, '--max-jobs takes a whole number from 1 to 9007199254740991, not "0"'],
    [['--max-things', 'many'], {}, '--max-things takes a whole number from 1 to 9007199254740991, not "many"'],
    [['--max-request-bytes', '9007199254740992'], {}, '--max-request-bytes takes a whole number from 1 to 9007199254740991, not "9007199254740992"'],
    [[], { JOBDOUBLE_STARFISH_LENIENT: 'yes' }, 'JOBDOUBLE_STARFISH_LENIENT takes true or false, not "yes"'],
    [['--sandbox-ttl', '0s'], {}, '--sandbox-ttl takes a duration greater than 0, not "0s"'],
    [['--control-token', 'two words'], {}, '--control-token takes a text of visible ASCII characters without spaces'],
    [['--allowed-hosts', 'http://double'], {}, '--allowed-hosts takes host names with commas, not "http://double"'],
    [[], { JOBDOUBLE_LOG_LEVEL: 'loud' }, 'JOBDOUBLE_LOG_LEVEL takes silent, fatal, error, warn, info, debug, trace, not "loud"'],
    [['--providers', 'acme'], {}, `--providers takes some of ${all}, not "acme"`],
    ...['fast', 'real@1', 'scaled', 'scaled@0', 'scaled@x', 'frozen@today', 'frozen@2030-01-01T00:00:00'].map((clock): [string[], NodeJS.ProcessEnv, string] =>
      [['--clock', clock], {}, `--clock takes real, scaled@RATE, frozen or frozen@MOMENT, not "${clock}"`]),
    [['--prot', '1'], {}, 'Unknown option \'--prot\'; did you mean --port?'],
    [['--zzzzzzzzzzzzzzz'], {}, 'Unknown option \'--zzzzzzzzzzzzzzz\'; jobdouble --help lists all commands and options'],
    [['-x'], {}, 'Unknown option \'-x\'; jobdouble --help lists all commands and options'],
    [['--port'], {}, 'Option \'-p, --port <value>\' argument missing; jobdouble --help lists all commands and options'],
    [['--config', join(folder, 'nothing.yaml')], {}, /^.*nothing\.yaml cannot be read: ENOENT: no such file or directory/],
    [['--config', file('port: [')], {}, /^.*jobdouble\.yaml cannot be read: /]
  ]
  for (const [args, environment, message] of refusals) {
    t.throws(() => readCommandLine(args, environment), typeof message === 'string' ? new Error(message) : { message }, args.join(' '))
  }
  const config = file('prot: 1')
  t.throws(() => readCommandLine(['--config', config], {}), new UsageError(`${config} has a key "prot" that jobdouble does not know; did you mean port?`))
  t.throws(() => readCommandLine(['--config', file('zzzzzzzzzzzzzzzzzz: 1')], {}), { message: /does not know; it knows port, host, providers, / })
  t.throws(() => readCommandLine(['--config', file('julep: failure')], {}), { message: /has a key "julep" that jobdouble does not know; / })
  t.throws(() => readCommandLine(['--config', file('clock: { mode: frozen, rate: 2 }')], {}), { message: 'clock.rate: a frozen clock has the rate 0; set the mode to scaled for any other rate' })
  t.throws(() => readCommandLine(['--config', file('lifecycle: { jules: failure }')], {}), { message: /^lifecycle in .* takes a name, or PROVIDER=NAME, or several, not .*; did you mean julep\?$/ })
  t.throws(() => readCommandLine(['--config', file('- port')], {}), new UsageError(`${config} cannot be read: it is not a map of settings`))
  t.throws(() => readCommandLine(['--config', file('port: many')], {}), new Error(`port in ${config} takes 0 to 65535, not "many"`))
  t.same(readCommandLine(['--config', file('')], {}).settings, defaults, 'an empty file says nothing')
})

t.test('the file has maps where a setting differs by provider, and numbers', async t => {
  const text = 'lifecycle: { julep: failure }\ndialect:\n  starfish: observed\nclock: { mode: scaled, rate: 2 }\nsandbox-ttl: 600000\ncontrol-token: 12345\nseed:\nquiet: true'
  t.same(readCommandLine(['--config', file(text)], {}).settings, {
    ...defaults,
    lifecycle: { all: undefined, of: { julep: 'failure' } },
    dialect: { all: undefined, of: { starfish: 'observed' } },
    clock: { mode: 'scaled', rate: 2 },
    sandboxTtl: 600_000,
    controlToken: '12345',
    quiet: true
  })
})

t.test('the file of the working directory is jobdouble.yaml or jobdouble.yml', async t => {
  const before = process.cwd()
  t.teardown(() => process.chdir(before))
  process.chdir(t.testdir({ 'jobdouble.yml': 'port: 1' }))
  t.equal(readCommandLine([], {}).settings?.port, 1)
  writeFileSync('jobdouble.yaml', 'port: 2')
  t.equal(readCommandLine([], {}).settings?.port, 2)
})

t.test('what sandboxes begin with is not a setting', async t => {
  const { file: { initial } } = readCommandLine(['--config', file('port: 1\njobs: [{ provider: julep }]\nfaults:')], {}) as { file: ConfigFile }
  t.same(initial, { jobs: [{ provider: 'julep' }] })
})

t.test('a variable that no setting has is a warning', async t => {
  const environment = { JOBDOUBLE_PROT: '1', JOBDOUBLE_CONFIG: file(''), JOBDOUBLE_ZZZZZZZZZZZZZZZZZZZZZZZZ: '', OTHER: '' }
  t.same(readCommandLine([], environment).warnings, [
    'the environment variable JOBDOUBLE_PROT is not a setting; did you mean JOBDOUBLE_PORT?',
    'the environment variable JOBDOUBLE_ZZZZZZZZZZZZZZZZZZZZZZZZ is not a setting'
  ])
})

t.test('the short flags', async t => {
  t.equal(readCommandLine(['-p', '80'], {}).settings?.port, 80)
  t.same(readCommandLine(['-v'], {}), { command: 'version' })
})

t.test('a switch is set by its flag alone, or by a word elsewhere', async t => {
  t.same(readCommandLine(['--starfish-lenient'], { JOBDOUBLE_IMMUTA_EXTRA_FIELDS: 'true' }).settings, { ...defaults, starfishLenient: true, immutaExtraFields: true })
})

t.test('help, version and a command are told apart', async t => {
  t.same(readCommandLine(['-h'], {}), { command: 'help' })
  t.same(readCommandLine(['--version', '--port', 'x'], {}), { command: 'version' })
  t.equal(readCommandLine(['healthcheck', '--port', '1'], {}).command, 'healthcheck')
})

t.test('the help has a line for each setting, and fits a terminal', async t => {
  const text = helpText()
  for (const name of Object.keys(options)) t.match(text, new RegExp(`--${toFlag(name)}[ ,]`))
  t.match(text, toVariable('port'))
})

t.test('docs/configuration.md has the flag, the variable and the default of each setting', async t => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  const otherwise: Record<string, string> = { providers: 'all', provider: 'none', seed: 'drawn at random and logged', controlToken: 'none', allowedHosts: 'none', controlOrigins: 'none', snapshot: 'none', cluster: 'none', clusterPassword: 'none', clusterSecret: 'derived from `--cluster`', advertise: 'its own address', tlsCert: 'none', tlsKey: 'none', maxConnections: 'as many as the open files allow', maxMemory: 'half of what the process may take' }
  for (const [name, option] of Object.entries(options)) {
    const row = page.split('\n').find(line => line.startsWith(`| \`--${toFlag(name)}\` |`))
    t.match(row, `\`${toVariable(name)}\``, `--${toFlag(name)} has a row`)
    t.ok(row?.endsWith(`| ${otherwise[name] ?? `\`${option.default}\``} |`), `--${toFlag(name)} has its default`)
  }
})

t.test('a number that follows from the machine can be given', async t => {
  t.equal(readCommandLine(['--max-connections', '5'], {}).settings?.maxConnections, 5)
})
