// The smallest server of node:http, as the baseline.
import { createServer } from 'node:http'

const server = createServer((request, response) => response.end('{"status":"ok"}'))
server.listen(0, () => console.log(`ready on http://127.0.0.1:${server.address().port}`))
