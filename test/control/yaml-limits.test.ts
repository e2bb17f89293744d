import t from 'tap'
import { double } from '../support/double.ts'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const steps = 'steps:\n  - state: queued\n'
const keys = (count: number) => `${steps}    output:\n${Array.from({ length: count }, (_, index) => `      k${index}: ${index}\n`).join('')}`

/** A double, and a function that uploads YAML to it and returns the status and the error's message, or the output of the first step. */
async function world (t: Parameters<typeof double>[0]) {
  const { inject } = await double(t)
  return async (payload: string) => {
    const answer = await inject({ method: 'PUT', url: '/__admin/lifecycles/mine', payload, headers: { 'content-type': 'application/yaml' } })
    const { error, steps } = answer.json()
    return [answer.statusCode, error === undefined ? steps?.[0].output : `${error.code} ${error.message}`]
  }
}

t.test('YAML has at most 100 levels, however it is written', async t => {
  const upload = await world(t)
  const tooDeep = [400, 'BODY_TOO_DEEP The body is nested too deeply: it must have at most 100 levels of objects and lists']
  const block = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join('')
  const pairs = (levels: number) => `${'[a: '.repeat(levels)}1${']'.repeat(levels)}`
  // above an output stand the lifecycle, its steps and the step
  const cases: Array<{ name: string, text: string, answer: unknown[] }> = [
    { name: 'lists in brackets', text: `${steps}    output: ${nested(97)}`, answer: [201, JSON.parse(nested(97))] },
    { name: 'one more', text: `${steps}    output: ${nested(98)}`, answer: tooDeep },
    { name: 'lists that nothing ends', text: '['.repeat(500_000), answer: tooDeep },
    { name: 'lists on one line', text: '- '.repeat(500_000), answer: tooDeep },
    { name: 'keys that are maps', text: '? '.repeat(500_000), answer: tooDeep },
    { name: 'maps by indentation', text: `${block(101)}${' '.repeat(101)}b`, answer: tooDeep },
    { name: 'maps without braces', text: `${steps}    output: ${pairs(50)}`, answer: tooDeep },
    { name: 'by aliases', text: `a: &a ${nested(60)}\nb: ${'['.repeat(50)}*a${']'.repeat(50)}`, answer: tooDeep }
  ]
  for (const { name, text, answer } of cases) t.strictSame(await upload(text), answer, name)
  t.equal((await upload(`${block(100)}${' '.repeat(100)}b`))[1], 'INVALID_FIELD steps: is required (line 1)', '100 levels are read')
})

t.test('YAML has at most 100,000 tokens and 200 aliases, and 10 MB when its aliases are replaced', async t => {
  const upload = await world(t)
  const aliases = (count: number) => `${steps}    output: [&a 1, &b 2, &c 3, ${Array.from({ length: count }, (_, index) => `*${'abc'[index % 3]}`).join(', ')}]`
  const tooLarge = (what: string) => [413, `BODY_TOO_LARGE A body in YAML must have at most ${what}; send JSON, or a smaller body`]
  t.strictSame(await upload(keys(30_000)), tooLarge('100000 tokens'))
  t.strictSame(await upload(aliases(201)), tooLarge('200 aliases'))
  t.equal((await upload(aliases(200)))[0], 201)
  const bullets = Array.from({ length: 201 }, () => '      - |\n        * x\n').join('')
  t.equal((await upload(`${steps}    output:\n${bullets}`))[1].length, 201, 'a text may begin with a star')
  const text = `a: &a "${'x'.repeat(900_000)}"\nb: [${'*a, '.repeat(50)}]`
  t.strictSame(await upload(text), tooLarge('10 MB with its aliases replaced'))
})

t.test('a repeated key is found among many, by its line', async t => {
  const upload = await world(t)
  const many = keys(10_000)
  t.equal((await upload(many))[0], 201)
  t.strictSame(await upload(`${many}      k0: again`), [400, 'MALFORMED_BODY The body is not YAML: line 10004, column 7: Map keys must be unique'])
  t.strictSame(await upload('{ a: 1, b: { ? [x] : 1, ? [x] : 2, c: 1, c: 2 } }'), [400, 'MALFORMED_BODY The body is not YAML: line 1, column 42: Map keys must be unique'])
  t.equal((await upload(`${steps}    output: !!set { ${'a, '.repeat(2)} }`))[1], 'MALFORMED_BODY The body is not YAML: line 3, column 24: Map keys must be unique', 'a set is a map')
})

t.test('the first mistake of many is named, and nothing after it is read', async t => {
  const upload = await world(t)
  t.strictSame(await upload('}: '.repeat(300_000)), [400, 'MALFORMED_BODY The body is not YAML: line 1, column 1: Unexpected flow-map-end token in YAML document: "}"'])
  t.strictSame(await upload(`steps: *${'x'.repeat(1000)}`), [400, `MALFORMED_BODY The body is not YAML: Unresolved alias (the anchor must be set before the alias): ${'x'.repeat(39)}…`])
  t.strictSame(await upload(`${steps}---\nsteps: []\n`), [400, 'MALFORMED_BODY The body is not YAML: line 3, column 1: The body must be one document, and a second one begins here'])
})
