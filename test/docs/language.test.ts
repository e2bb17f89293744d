import { readdirSync, readFileSync, statSync } from 'node:fs'
import t from 'tap'

const root = new URL('../../', import.meta.url)

/** The files, and the folders with all of their files, that the test reads. */
const places = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'Dockerfile', 'compose.yaml', '.ci', '.github', 'bench', 'deploy', 'docs', 'examples', 'fixtures/lifecycles',
  'openapi', 'scripts', 'src', 'test']

/** Words that are not standard English for what they mean here, each with what to write. */
const rejected = [
  { word: /\bbehind\b/i, write: '"after" for time and order; "behind" is a place' },
  { word: /(?<!\bthere )\b(is|are|was|were|be) no\b(?! (longer|more|less|later|earlier|larger|smaller|greater)\b)/i, write: '"is not a"' },
  { word: /\b(nobody|somebody|whoever|whomever)\b|\bthose who\b/i, write: 'the noun: the client, the caller' },
  { word: /\banswers\b|\b(an?|the|its|each|every|this|that|no|any|whole|first|second|last|same|other|of|in|for|with) answer\b/i, write: '"responds", "response", "returns"' },
  { word: /\bspoil/i, write: '"inject", "delay", "corrupt", "reset", "reject"' },
  { word: /\bundergo/i, write: '"inject"' },
  { word: /\bsteer/i, write: '"control"' },
  { word: /\bstranger/i, write: '"unmatched request"' },
  { word: /\bshel(f|ves)\b/i, write: '"collection"' },
  { word: /\bfurni(sh|ture)/i, write: '"demo data", "load"' },
  { word: /\bas new\b/i, write: '"in its initial state"' },
  { word: /\b(is|are|be|all) well\b(?!-| (formed|known))/i, write: '"healthy"' },
  { word: /\bleft out\b/i, write: '"missing", "omitted"' }
]

/** Lines that mean such a word literally, by the beginning of the path and a part of the line. */
const literal: Array<{ file: string, part: string, reason: string }> = [
  { file: 'test/docs/language.test.ts', part: 'word: /', reason: 'the patterns of the words' },
  { file: 'test/docs/language.test.ts', part: 'for (const line of [', reason: 'the examples' },
  { file: 'openapi/datasaur.graphql', part: 'nswer', reason: 'the word of Datasaur for what is given to a question' },
  { file: 'src/providers/datasaur/', part: 'nswer', reason: 'the word of Datasaur for what is given to a question' },
  { file: 'test/providers/datasaur/', part: 'nswer', reason: 'the word of Datasaur for what is given to a question' },
  { file: 'test/e2e/datasaur-clients.test.ts', part: 'at the harbour had heard', reason: 'the text of a document' }
]

function filesIn (place: string): string[] {
  if (statSync(new URL(place, root)).isFile()) return [place]
  return readdirSync(new URL(`${place}/`, root), { recursive: true, encoding: 'utf8' }).map(file => `${place}/${file.replaceAll('\\', '/')}`)
    .filter(file => statSync(new URL(file, root)).isFile())
}

/** The lines of a file. Code on a page is not its English: the program's texts come from src, names from the wire. */
function linesOf (file: string): string[] {
  const text = readFileSync(new URL(file, root), 'utf8')
  const prose = file.endsWith('.md') ? text.replace(/^```[^]*?^```$|`[^`\n]*`/gm, code => code.replace(/[^\n]+/g, '…')) : text
  return prose.split('\n')
}

t.test('no page and no comment uses a rejected word', async t => {
  const unused = new Set(literal)
  for (const file of places.flatMap(filesIn)) {
    for (const [index, line] of linesOf(file).entries()) {
      const found = rejected.find(({ word }) => word.test(line))
      const exception = literal.find(({ file: name, part }) => file.startsWith(name) && line.includes(part))
      if (exception !== undefined) unused.delete(exception)
      else if (found !== undefined) t.fail(`${file}:${index + 1} has "${found.word.exec(line)![0]}"; write ${found.write}`)
    }
  }
  t.same([...unused], [], 'every exception is needed')
})

t.test('a rejected word is found, and what only looks like one is not', async t => {
  const isRejected = (line: string) => rejected.some(({ word }) => word.test(line))
  for (const line of ['the step behind it', 'this is no job', 'Nobody waits', 'the answer of a poll', 'it answers 200', 'spoilt', 'makes it as new', 'when both are well']) t.ok(isRejected(line), line)
  for (const line of ['there is no job', 'it is no longer kept', 'at most 5, no more', 'a well-formed body', 'a request that is well formed', 'its response']) t.notOk(isRejected(line), line)
})
