import neostandard from 'neostandard'

/** What all rooms may import: checks and texts of values, and how a defect is logged. */
const ground = ['validation/', 'defects.ts', 'memory.ts']

/** What each room of src may import of the others: a door (`jobs`), a folder (`http/`) or a file (`assets.ts`). Imports lead downwards only. */
const mayImport = {
  cli: ['assets.ts', 'client/', 'exam', 'http/', 'providers', 'report', 'start'],
  // the exam of the command line; it reaches the server through the client alone, and takes the words of plans from below
  exam: ['client/', 'faults', 'jobs', 'providers', 'report', 'time'],
  cluster: ['http/', 'jobs', 'journal', 'sandboxes', 'time', 'traffic'],
  start: ['app.ts', 'assets.ts', 'client/', 'http/', 'jobs', 'journal', 'providers', 'random', 'report', 'sandboxes', 'time'],
  control: ['assets.ts', 'cluster/membership.ts', 'faults', 'http/', 'jobs', 'journal', 'providers', 'random', 'report', 'sandboxes', 'time', 'traffic'],
  scenes: ['assets.ts', 'control', 'http/', 'providers', 'random', 'sandboxes', 'time'],
  metrics: ['cluster/membership.ts', 'jobs', 'journal', 'sandboxes'],
  // a provider loads one file of `providers`, because the door loads all of the built-in ones
  provider: ['app.ts', 'contract', 'http/', 'jobs', 'providers', 'providers/provider.ts', 'random', 'sandboxes', 'start', 'time'],
  dashboard: ['assets.ts', 'http/', 'providers', 'time'],
  // runs in a browser: of the client it imports types, and of the server nothing
  'dashboard/page': ['client'],
  traffic: ['faults', 'http/', 'journal', 'sandboxes', 'time'],
  'providers/*': ['assets.ts', 'http/', 'jobs', 'random', 'sandboxes', 'time'],
  providers: ['jobs', 'report', 'sandboxes'],
  sandboxes: ['faults', 'journal', 'jobs', 'random', 'report', 'time'],
  report: ['jobs', 'journal', 'time'],
  faults: ['jobs', 'random', 'time'],
  journal: ['jobs', 'time'],
  jobs: ['random', 'time'],
  time: ['random'],
  random: [],
  contract: [],
  http: [],
  // it speaks to the control API and to nothing else
  client: null,
  validation: null
}

/** For a room, and its sub-rooms: an import that leaves the room must lead to a place that it may know. */
const directions = Object.entries(mayImport).flatMap(([room, allowed]) => (room === 'providers' ? [0] : [0, 1, 2]).map(depth => {
  const up = '\\.\\./'.repeat(room.split('/').length + depth)
  const known = [...ground, ...allowed ?? []].map(place => place.endsWith('/') ? place : place.endsWith('.ts') ? `${place.replace('.', '\\.')}$` : `${place}/index\\.ts$`).join('|')
  return {
    files: [`src/${room}/${'*/'.repeat(depth)}*.ts`],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          { regex: `^${up}(?!\\.\\./)${allowed === null ? '' : `(?!${known})`}`, message: `src/${room} may not import this: see "Directions" in CONTRIBUTING.md.` },
          // within the folder of all providers
          ...room === 'providers/*' ? [{ regex: `^${up.slice(6)}(?!\\.\\./|provider\\.ts$)`, message: 'A provider may not import another one.' }] : []
        ]
      }]
    }
  }
}))

const throughTheClock = 'Time comes through the sandbox\'s clock: clock.now(), clock.at().'

export default [
  ...neostandard({ ts: true, ignores: ['dist/**', '.tap/**'] }),
  ...directions,
  {
    files: ['src/**/*.ts'],
    // real time is that of the connection: latency faults, the duration of a request, timeouts of clients, the limits of an exam and the end of the process
    ignores: ['src/cli/process.ts', 'src/cluster/**/*.ts', 'src/dashboard/page/**', 'src/client/exam/real-time.ts', 'src/http/server/*.ts', 'src/time/clock.ts', 'src/traffic/faults/connection.ts', 'src/traffic/journal/open-exchange.ts'],
    rules: {
      'no-restricted-globals': ['error', ...['setTimeout', 'setInterval', 'performance'].map(name => ({ name, message: throughTheClock }))],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: throughTheClock }],
      'no-restricted-syntax': ['error', { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: throughTheClock }]
    }
  },
  {
    // the build writes their declarations without resolving types, so that a type must be written where one is exported
    files: ['src/index.ts', 'src/client/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' }
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/dashboard/docs/**', 'src/dashboard/page/**'],
    rules: { '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true }] }
  },
  {
    // a line break in a template of HTML would add a space to the text of an element
    files: ['src/dashboard/docs/*.ts', 'src/dashboard/page/**/*.ts'],
    rules: { '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true, ignoreTemplateLiterals: true }] }
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    rules: { 'max-lines': ['error', 250] }
  }
]
