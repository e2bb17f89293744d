// Runs npm scripts side by side: `node scripts/together.js lint typecheck`. Prints the output of each when it ends; the exit code is 1 if one fails.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const codes = await Promise.all(process.argv.slice(2).map(async name => {
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', data => { output += data })
  const [code] = await once(child, 'close')
  console.log(`${output}${name}: ${code === 0 ? 'ok' : `failed with exit code ${code}`}`)
  return code
}))
process.exitCode = codes.every(code => code === 0) ? 0 : 1
