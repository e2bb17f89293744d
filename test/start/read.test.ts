import { totalmem } from 'node:os'
import t from 'tap'
import { readOptions, toSettings } from '../../src/start/index.ts'
import type { StartOptions } from '../../src/index.ts'
import { providers } from '../../src/providers/index.ts'

/** The providers of these names, in the order of the program's list. */
const chosen = (...names: string[]) => providers.filter(({ name }) => names.includes(name))
const all = providers.map(({ name }) => name).join()

/** Reads options that TypeScript would reject. */
const read = (given: object) => readOptions(given as StartOptions)

t.test('without options, start has the defaults of the command line, a free port and no log', async t => {
  const settings = toSettings(readOptions({}))
  // half of what this machine has
  const { memory } = settings.limits
  t.ok(memory > 50_000_000 && memory < totalmem())
  t.same(settings, {
    providers,
    sandbox: {
      clock: { mode: 'real' },
      seed: undefined,
      lifecycle: 'success',
      lifecycleOf: {},
      dialects: Object.fromEntries(providers.map(({ name }) => [name, 'documented'])),
      switches: new Set()
    },
    limits: {
      jobs: 10_000,
      jobBytes: 67_108_864,
      things: 10_000,
      thingBytes: 33_554_432,
      fileBytes: 67_108_864,
      requests: 10_000,
      requestBytes: 16_777_216,
      sandboxes: 10_000,
      memory,
      sandboxTtl: 3_600_000,
      bodyTimeout: 60_000,
      requestTimeout: 600_000,
      idleTimeout: 72_000
    },
    access: { controlToken: undefined, allowedHosts: ['127.0.0.1'], controlOrigins: [] },
    cors: false,
    metrics: false,
    initial: {},
    cluster: undefined,
    faultHeader: true,
    hints: true
  })
  const { port, logLevel, snapshot } = readOptions({ port: undefined })
  t.same({ port, logLevel, snapshot }, { port: 0, logLevel: 'silent', snapshot: '' })
})

t.test('an option is a text of the command line or a value', async t => {
  const now = Date.UTC(2030, 0, 1)
  const print = () => {}
  const cases: Array<{ given: StartOptions, value: unknown }> = [
    { given: { port: 80 }, value: 80 },
    { given: { host: 'double' }, value: 'double' },
    { given: { providers: ['julep', 'immuta'] }, value: chosen('julep', 'immuta') },
    { given: { clock: 'frozen' }, value: { mode: 'frozen' } },
    { given: { clock: 'frozen@2030-01-01' }, value: { mode: 'frozen', now } },
    { given: { clock: 'scaled@60' }, value: { mode: 'scaled', rate: 60 } },
    { given: { clock: { mode: 'frozen' } }, value: { mode: 'frozen', rate: 0, now: undefined } },
    { given: { clock: { mode: 'scaled', rate: 2, now: new Date(now) } }, value: { mode: 'scaled', rate: 2, now } },
    { given: { clock: { now: '2030-01-01T00:00:00.000Z' } }, value: { mode: 'real', rate: 1, now } },
    { given: { seed: 7 }, value: 7 },
    { given: { seed: '7' }, value: 7 },
    { given: { seed: 'checkout' }, value: 'checkout' },
    { given: { lifecycle: 'stuck,julep=failure' }, value: { all: 'stuck', of: { julep: 'failure' } } },
    { given: { lifecycle: { julep: 'failure', immuta: undefined } }, value: { all: undefined, of: { julep: 'failure' } } },
    { given: { dialect: 'observed' }, value: { all: 'observed', of: {} } },
    { given: { dialect: {} }, value: { all: undefined, of: {} } },
    { given: { noFaultHeader: true }, value: true },
    { given: { log: true }, value: true },
    { given: { log: 'auto' }, value: 'auto' },
    { given: { log: print }, value: print },
    { given: { logFormat: 'json' }, value: 'json' },
    { given: { starfishLenient: true }, value: true },
    { given: { maxJobs: 5 }, value: 5 },
    { given: { sandboxTtl: '10m' }, value: 600_000 },
    { given: { bodyTimeout: 250 }, value: 250 },
    { given: { controlToken: 's3cret' }, value: 's3cret' },
    { given: { allowedHosts: ['Double.example:80', 'b'] }, value: ['double.example', 'b'] },
    { given: { allowedHosts: [] }, value: [] },
    { given: { controlOrigins: ['http://localhost:3000', 'https://a.example'] }, value: ['http://localhost:3000', 'https://a.example'] },
    { given: { snapshot: 'file.json' }, value: 'file.json' },
    { given: { snapshot: { version: 1 } }, value: { version: 1 } },
    { given: { logLevel: 'warn' }, value: 'warn' }
  ]
  for (const { given, value } of cases) {
    const [name = ''] = Object.keys(given)
    t.same(readOptions(given)[name], value, JSON.stringify(given))
  }
  t.same(read({ providers: 'julep, immuta', allowedHosts: 'a,b' }), { ...readOptions({}), providers: chosen('julep', 'immuta'), allowedHosts: ['a', 'b'] })
})

t.test('a value that is not valid is rejected with the message of the command line, which names the option and a similar word', async t => {
  const cases: Array<{ given: object, message: string, option?: string }> = [
    { given: { port: '80' }, message: 'port takes 0 to 65535, not "80"' },
    { given: { port: 65536 }, message: 'port takes 0 to 65535, not 65536' },
    { given: { port: -1 }, message: 'port takes 0 to 65535, not -1' },
    { given: { port: 1.5 }, message: 'port takes 0 to 65535, not 1.5' },
    { given: { port: null }, message: 'port takes 0 to 65535, not null' },
    { given: { host: '' }, message: 'host takes an address, not ""' },
    { given: { host: 1n }, message: 'host takes an address, not 1n' },
    { given: { providers: [] }, message: `providers takes some of ${all}, not []` },
    { given: { providers: ['jules'] }, message: `providers takes some of ${all}, not [ 'jules' ]; did you mean julep?` },
    { given: { providers: [1] }, message: `providers takes some of ${all}, not [ 1 ]` },
    { given: { providers: { julep: true } }, message: `providers takes some of ${all}, not { julep: true }` },
    { given: { clock: 'frozn' }, message: 'clock takes real, scaled@RATE, frozen or frozen@MOMENT, not "frozn"; did you mean frozen?' },
    { given: { clock: 'frozen@2025-99-99' }, message: 'clock takes real, scaled@RATE, frozen or frozen@MOMENT, not "frozen@2025-99-99"' },
    { given: { clock: { mode: 'slow' } }, message: "clock takes real, scaled@RATE, frozen or frozen@MOMENT, not { mode: 'slow' }" },
    { given: { clock: null }, message: 'clock takes real, scaled@RATE, frozen or frozen@MOMENT, not null' },
    { given: { clock: { mode: 'frozen', rate: 2 } }, message: 'clock.rate: a frozen clock has the rate 0; set the mode to scaled for any other rate', option: 'clock.rate' },
    { given: { clock: { mode: 'scaled', rate: '2' } }, message: 'clock.rate: must be a number', option: 'clock.rate' },
    { given: { clock: { now: '2030-01-01' } }, message: 'clock.now: must be a Date or a moment like 2025-01-01T00:00:00.000Z', option: 'clock.now' },
    { given: { clock: { now: new Date(NaN) } }, message: 'clock.now: must be a Date or a moment like 2025-01-01T00:00:00.000Z', option: 'clock.now' },
    { given: { clock: { start: 1 } }, message: 'clock.start: is not known; a clock has mode, rate and now', option: 'clock.start' },
    { given: { seed: 1.5 }, message: 'seed takes a whole number or a word, not 1.5' },
    { given: { lifecycle: 7 }, message: 'lifecycle takes a name, or PROVIDER=NAME, or several, not 7' },
    { given: { lifecycle: { jules: 'stuck' } }, message: "lifecycle takes a name, or PROVIDER=NAME, or several, not { jules: 'stuck' }; did you mean julep?" },
    { given: { lifecycle: { julep: 7 } }, message: 'lifecycle takes a name, or PROVIDER=NAME, or several, not { julep: 7 }' },
    { given: { dialect: 'observd' }, message: 'dialect takes documented or observed, or PROVIDER=DIALECT, or several, not "observd"; did you mean observed?' },
    { given: { log: 1 }, message: 'log takes true, false or auto, not 1' },
    { given: { logFormat: 'jsn' }, message: 'logFormat takes auto, pretty, json, not "jsn"; did you mean json?' },
    { given: { noFaultHeader: 'true' }, message: 'noFaultHeader takes true or false, not "true"' },
    { given: { starfishLenient: 1 }, message: 'starfishLenient takes true or false, not 1' },
    { given: { maxJobs: 0 }, message: 'maxJobs takes a whole number from 1 to 9007199254740991, not 0' },
    { given: { maxJobs: Infinity }, message: 'maxJobs takes a whole number from 1 to 9007199254740991, not Infinity' },
    { given: { sandboxTtl: '10 minutes' }, message: 'sandboxTtl takes a duration greater than 0, not "10 minutes"' },
    { given: { bodyTimeout: '25d' }, message: 'bodyTimeout takes a duration greater than 0 and at most 24d, not "25d"' },
    { given: { controlToken: 'two words' }, message: 'controlToken takes a text of visible ASCII characters without spaces' },
    { given: { allowedHosts: ['http://x'] }, message: "allowedHosts takes host names with commas, not [ 'http://x' ]" },
    { given: { controlOrigins: ['http://localhost:3000/'] }, message: "controlOrigins takes origins like http://localhost:3000 with commas, not [ 'http://localhost:3000/' ]" },
    { given: { controlOrigins: ['localhost'] }, message: "controlOrigins takes origins like http://localhost:3000 with commas, not [ 'localhost' ]" },
    { given: { allowedHosts: 1 }, message: 'allowedHosts takes host names with commas, not 1' },
    { given: { snapshot: [] }, message: 'snapshot takes a file, not []' },
    { given: { logLevel: 'warning' }, message: 'logLevel takes silent, fatal, error, warn, info, debug, trace, not "warning"' },
    { given: { porviders: [] }, message: 'start has no option "porviders"; did you mean providers?' },
    { given: { dialects: {} }, message: 'start has no option "dialects"; did you mean dialect?' }
  ]
  for (const { given, message, option } of cases) t.throws(() => read(given), { message, option: option ?? Object.keys(given)[0] }, message)
  t.throws(() => read({ zzzzzzzzzzzzzzzz: 1 }), { message: /^start has no option "zzzzzzzzzzzzzzzz"; it has port, host, providers, / })
  t.throws(() => readOptions(5627 as StartOptions), { message: 'start takes an object of options, not 5627', option: undefined })
})

t.test('the settings of replicas are those of the store and of the replica', async t => {
  const store = 'redis://10.0.0.1:6379'
  const given = { cluster: store, clusterPassword: 'p', clusterSecret: 's', clusterLease: '5s', advertise: 'http://10.0.0.7:5627' } as const
  t.same(toSettings(readOptions(given)).cluster, { store, password: 'p', secret: 's', lease: 5000, advertise: 'http://10.0.0.7:5627' })
  t.match(toSettings(readOptions({ cluster: store })).cluster, { store, password: undefined, secret: '', advertise: undefined })
  for (const cluster of ['10.0.0.1:6379', 'http://10.0.0.1:6379', 'redis://']) t.throws(() => readOptions({ cluster }), { message: /^cluster takes redis:/, option: 'cluster' }, cluster)
  for (const advertise of ['10.0.0.7', 'http://10.0.0.7/path', 'ftp://10.0.0.7']) t.throws(() => readOptions({ advertise }), { message: /^advertise takes a URL/, option: 'advertise' }, advertise)
})
