// Runs the recipes of docs/recipes.md as a reader would: each in a folder of its own, with the files that it shows, by the commands that it shows.
// Without arguments the package is packed and installed with all test runners, from the registry. `--here TITLE…` runs only these recipes, with this
// repository as the package and with its own dependencies.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/** The test runners of the recipes. vitest 4 needs Node 20.19 too, later ones need more. */
const runners = ['jest@30', 'tap@21', 'vitest@3']

/** The shells by the language of a block, with the arguments before its text. */
const shells = { sh: ['bash', '-euc'], fish: ['fish', '-c'], powershell: ['pwsh', '-NoProfile', '-Command'] }

/** The recipes of the page: a title, files by name, and commands with their shells. */
function readRecipes () {
  const [, ...sections] = readFileSync(join(root, 'docs/recipes.md'), 'utf8').split(/^## /m)
  return sections.map(section => {
    const recipe = { title: section.slice(0, section.indexOf('\n')), files: {}, commands: [], links: Array.from(section.matchAll(/\]\(\.\.\/(examples\/[^)]+)\)/g), ([, link]) => link) }
    for (const [, language, block] of section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) {
      const [, name] = /^(?:\/\/|#) ([\w./-]+)\n/.exec(block) ?? []
      if (language in shells) recipe.commands.push({ shell: shells[language], text: block })
      else recipe.files[name] = block
    }
    return recipe
  })
}

/** Lays the dependencies of this repository, and the repository itself as `jobdouble`, into `folder`. */
function linkHere (folder) {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  for (const name of readdirSync(join(root, 'node_modules/.bin'))) symlinkSync(join(root, 'node_modules/.bin', name), join(modules, '.bin', name))
  symlinkSync(root, join(modules, 'jobdouble'))
  writeFileSync(join(modules, '.bin/jobdouble'), `#!/bin/sh\nexec node "${root}dist/cli.js" "$@"\n`, { mode: 0o755 })
}

function install (folder) {
  const npm = (...args) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const [{ filename }] = JSON.parse(npm('pack', root, '--json', '--silent'))
  npm('install', '--no-audit', '--no-fund', '--silent', `./${filename}`, ...runners)
}

const [mode, ...titles] = process.argv.slice(2)
/** Without what a test runner that runs this script tells its own processes: another tap would find no test files. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TAP') && !name.startsWith('_TAP') && name !== 'NODE_OPTIONS'))
const home = mkdtempSync(join(tmpdir(), 'jobdouble-recipes-'))
try {
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}')
  if (mode === '--here') linkHere(home)
  else install(home)
  const known = readRecipes()
  const unknown = titles.find(title => !known.some(recipe => recipe.title === title))
  if (unknown !== undefined) throw new Error(`docs/recipes.md has no recipe ${unknown}`)
  for (const { title, files, commands, links } of known.filter(({ title }) => mode !== '--here' || titles.includes(title))) {
    const folder = mkdtempSync(join(home, 'recipe-'))
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
    symlinkSync(join(home, 'node_modules'), join(folder, 'node_modules'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    for (const link of links) copyFileSync(join(root, link), join(folder, basename(link)))
    for (const { shell: [program, ...args], text } of commands) {
      const { status, error, stdout, stderr } = spawnSync(program, [...args, text], { cwd: folder, encoding: 'utf8', env: environment })
      if (error?.code === 'ENOENT') console.log(`skipped: ${title}, because ${program} is not installed`)
      else if (status === 0) console.log(`ok: ${title}, by ${program}`)
      else throw new Error(`${title} ended with ${status ?? error}:\n${stdout}${stderr}`)
    }
  }
} finally {
  rmSync(home, { recursive: true })
}
