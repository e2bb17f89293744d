// A program with one defect of each kind that the fuzzer must report, each on a path of its own.
import { createServer } from 'node:http'

let hasBlocked = false

const defects = {
  '/__admin/clock': response => response.writeHead(500).end('{"error":"broken"}'),
  '/__admin/requests': response => {
    const stack = 'Error: thrown after the response\n    at close (file:///program.js:1:1)'
    console.error(JSON.stringify({ level: 50, msg: 'a defect', err: { stack } }))
    response.end('{}')
  },
  '/executions/': response => {
    // once is enough
    if (!hasBlocked) work(1200)
    hasBlocked = true
    response.end('{}')
  },
  '/__admin/jobs/': response => {
    response.end()
    setImmediate(() => { throw new Error('thrown in a timer') })
  }
}

/** Blocks for so many milliseconds of processor time. */
function work (ms) {
  const began = process.cpuUsage()
  for (let spent = 0; spent < ms * 1000;) {
    const { user, system } = process.cpuUsage(began)
    spent = user + system
  }
}

const server = createServer((request, response) => {
  request.resume()
  const path = Object.keys(defects).find(path => request.url.includes(path))
  if (path === undefined) response.end('{}')
  else defects[path](response)
})
server.listen(0, '127.0.0.1', () => console.log(`ready on http://127.0.0.1:${server.address().port}`))
