import neostandard from 'neostandard'

/** Who may import whom, downwards only. For each folder of src: the relative imports that lead out of it to a place it must not know. */
const mayImport = {
  jobs: '\\.\\./(validation|messages|safely|size)\\.ts$',
  faults: '\\.\\./(jobs/index|validation|messages|safely|size)\\.ts$',
  journal: '\\.\\./(jobs/index|validation|messages|subset|depth|safely)\\.ts$',
  sandboxes: '\\.\\./((faults|journal|jobs)/index|validation|subset|messages|safely|size)\\.ts$',
  traffic: '\\.\\./((faults|journal|jobs|sandboxes)/index|validation|safely)\\.ts$|\\.\\./http/',
  http: '\\.\\./(validation|messages|depth|safely)\\.ts$',
  'providers/*': '\\.\\./(provider\\.ts$|\\.\\./(jobs/index|sandboxes/index|validation|messages|assets|safely)\\.ts$|\\.\\./http/)',
  // a provider's rooms know each other, and what a provider knows
  'providers/*/*': '\\.\\./([^./]+/)?[^./]+\\.ts$|\\.\\./\\.\\./(provider\\.ts$|\\.\\./(jobs/index|sandboxes/index|validation|messages|assets)\\.ts$|\\.\\./http/)',
  providers: '\\.\\./(jobs/index|sandboxes/index)\\.ts$',
  control: '\\.\\./(assets|faults/index|journal/index|jobs/index|sandboxes/index|providers/index|validation|messages|safely)\\.ts$|\\.\\./http/',
  dashboard: '\\.\\./(providers/index|assets|messages)\\.ts$|\\.\\./http/',
  // it speaks to the control API and to nothing else
  client: '$^'
}

const directions = Object.entries(mayImport).map(([folder, allowed]) => ({
  files: [`src/${folder}/*.ts`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{ regex: `^(?!${allowed})\\.\\./`, message: `src/${folder} does not know what lies there: see «Directions» in CONTRIBUTING.md.` }]
    }]
  }
}))

const throughTheClock = 'Time comes through the sandbox\'s clock: clock.now(), clock.at().'

export default [
  ...neostandard({ ts: true, ignores: ['dist/**', '.tap/**'] }),
  ...directions,
  {
    files: ['src/**/*.ts'],
    // latency faults and how long a request took are about real time, that of the wire, and so is the end of a server
    ignores: ['src/http/patience.ts', 'src/jobs/clock.ts', 'src/listen.ts', 'src/stop.ts', 'src/traffic/exchange.ts', 'src/traffic/wire.ts'],
    rules: {
      'no-restricted-globals': ['error', ...['setTimeout', 'setInterval', 'performance'].map(name => ({ name, message: throughTheClock }))],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: throughTheClock }],
      'no-restricted-syntax': ['error', { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: throughTheClock }]
    }
  },
  {
    // the build writes their declarations without resolving types, so that a type must be written where one is exported
    files: ['src/index.ts', 'src/client/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' }
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    rules: { 'max-lines': ['error', 250] }
  }
]
