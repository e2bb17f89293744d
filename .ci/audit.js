// Fails if a package that users run has a known vulnerability that is high or critical: one of the bundle or of the dependencies. Prints the
// others. Where the registry has no audit or cannot be reached, it says so and passes.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { components } = JSON.parse(readFileSync('dist/sbom.json', 'utf8'))
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const shipped = new Set([...components.map(({ name }) => name), ...Object.keys(dependencies)])

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: 60_000 })
const { vulnerabilities, message } = JSON.parse(stdout || '{"message":"npm audit printed nothing"}')
if (vulnerabilities === undefined) {
  console.log(`audit: NOT DONE: ${message}`)
} else {
  const found = Object.values(vulnerabilities)
  for (const { name, severity, range } of found) console.log(`audit: ${name} ${range}: ${severity}${shipped.has(name) ? ', in what users run' : ''}`)
  const serious = found.filter(({ name, severity }) => shipped.has(name) && ['high', 'critical'].includes(severity))
  console.log(`audit: ${found.length} packages with vulnerabilities, ${serious.length} of them serious and in what users run`)
  if (serious.length > 0) process.exitCode = 1
}
