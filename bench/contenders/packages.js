// The packages of the contenders, which are not dependencies of this one: npm installs them into a temporary folder that later runs find again.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = join(tmpdir(), 'jobdouble-contenders')

/** Installs a package, unless it is there. Returns its folder, or undefined if npm cannot install it. */
export function install (name) {
  const installed = join(folder, 'node_modules', name)
  if (existsSync(installed)) return installed
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error', name], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    return installed
  } catch {
    return undefined
  }
}

/** The runnable archive in the package of WireMock. */
export function archiveIn (installed) {
  const [name] = readdirSync(join(installed, 'build')).filter(name => name.endsWith('.jar'))
  return join(installed, 'build', name)
}

export function hasProgram (name) {
  try {
    execFileSync('which', [name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
