// Mutation testing: changes one place of a source file at a time, and runs the tests that mirror the file. A mutant that no test notices
// survives, and shows what the tests do not check:
//
//   node scripts/mutate.js [--rooms jobs,time,faults,report] [--sample 300] [--seed 1] [--file src/time/agenda.ts] [--parallel 2]
//     [--again OUTPUT]
//
// Prints each survivor with its place, and the score. `--sample 0` tries every mutant, which takes hours. `--again` tries only the
// survivors that are in the output of an earlier run.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { drawer } from './fuzz/draw.js'

const { values: options } = parseArgs({
  options: {
    rooms: { type: 'string', default: 'jobs,time,faults,report' },
    sample: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string' },
    again: { type: 'string' },
    parallel: { type: 'string', default: '2' }
  }
})

/** A test that takes longer waits for something that the mutant never does. */
const timeout = 60_000

const operators = {
  '===': '!==', '!==': '===', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '&&': '||', '||': '&&', '??': '&&', '+': '-', '-': '+', '*': '/', '+=': '-=', '-=': '+='
}

const files = options.file === undefined ? options.rooms.split(',').flatMap(room => filesIn(`src/${room}`)) : [options.file]
const tests = filesIn('test').filter(file => file.endsWith('.test.ts') && !file.startsWith('test/e2e/'))
const all = files.flatMap(mutantsOf)
const survivors = options.again === undefined ? undefined : new Set(readFileSync(options.again, 'utf8').split('\n'))
const mutants = survivors === undefined ? draw(all, Number(options.sample)) : all.filter(mutant => survivors.has(toLine(mutant)))
console.log(`${mutants.length} of ${all.length} mutants of ${files.length} files`)

let [killed, survived, untested] = [0, 0, 0]
await Promise.all(Array.from({ length: Number(options.parallel) }, work))
console.log(`${killed} killed, ${survived} survived, ${untested} without a test: ${(100 * killed / (killed + survived)).toFixed(1)} %`)

/** Tries mutants in a copy of the repository, until none is left. */
async function work () {
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'))
  for (const name of ['src', 'test', 'openapi', 'fixtures', 'schemas', 'docs', 'scripts', 'package.json', 'README.md']) cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  try {
    for (let mutant = mutants.pop(); mutant !== undefined; mutant = mutants.pop()) {
      const own = testsOf(mutant.file)
      if (own.length === 0) {
        untested++
        continue
      }
      const source = readFileSync(mutant.file, 'utf8')
      writeFileSync(join(folder, mutant.file), source.slice(0, mutant.start) + mutant.to + source.slice(mutant.end))
      if (await isNoticed(folder, own)) killed++
      else report(mutant)
      writeFileSync(join(folder, mutant.file), source)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function report (mutant) {
  survived++
  console.log(toLine(mutant))
}

function toLine ({ file, line, from, to }) {
  return `survived  ${file}:${line}  ${from.replaceAll(/\s+/g, ' ')} → ${to}`
}

/** Whether one of the tests fails. */
async function isNoticed (folder, own) {
  for (const test of own) {
    const child = spawn(process.execPath, ['--import', './test/support/typescript.js', test], { cwd: folder, stdio: 'ignore', timeout, killSignal: 'SIGKILL' })
    const code = await new Promise(resolve => child.once('close', resolve))
    if (code !== 0) return true
  }
  return false
}

/**
 * The tests of the room that import the file, or all of the room if none does; then those of other rooms that have the name of the file
 * or of its folder, such as `snapshot`.
 */
function testsOf (file) {
  const [room, ...names] = file.replace('.ts', '').split('/').slice(1)
  const ofRoom = tests.filter(test => test.startsWith(`test/${room}/`))
  const importing = ofRoom.filter(test => readFileSync(test, 'utf8').includes(`/src/${[room, ...names].join('/')}.ts'`))
  const own = importing.length > 0 ? importing : ofRoom
  const others = tests.filter(test => !own.includes(test) && names.slice(-2).some(name => test.split(/[/.]/).includes(name)))
  return [...own, ...others]
}

function mutantsOf (file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  visit(source)
  return found

  function visit (node) {
    // types are not run
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return
    if (ts.isBinaryExpression(node)) {
      const to = operators[node.operatorToken.getText()]
      if (to !== undefined) add(node.operatorToken, to)
    } else if (ts.isIfStatement(node)) {
      add(node.expression, `!(${node.expression.getText()})`)
    } else if (ts.isConditionalExpression(node)) {
      add(node.condition, `!(${node.condition.getText()})`)
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
      add(node, 'false')
    } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
      add(node, 'true')
    } else if (ts.isNumericLiteral(node)) {
      add(node, `(${node.getText()} + 1)`)
    } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && !node.getText().startsWith('super')) {
      add(node, ';')
    }
    ts.forEachChild(node, visit)
  }

  function add (node, to) {
    const start = node.getStart()
    const { line } = source.getLineAndCharacterOfPosition(start)
    found.push({ file, line: line + 1, start, end: node.getEnd(), from: node.getText().slice(0, 60), to })
  }
}

/** As many of the mutants, chosen by the seed; all for 0. */
function draw (mutants, count) {
  if (count === 0) return mutants
  const { int } = drawer(Number(options.seed), 0)
  const rest = [...mutants]
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(int(0, rest.length - 1), 1)[0])
}

function filesIn (folder) {
  return readdirSync(folder, { recursive: true }).filter(name => name.endsWith('.ts')).map(name => join(folder, name)).sort()
}
