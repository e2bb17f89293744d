// node:http with a constant response, as the baseline: PORT FILE
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const body = readFileSync(process.argv[3])
const headers = { 'content-type': 'application/json', 'content-length': body.length }
createServer((request, response) => response.writeHead(200, headers).end(body)).listen(Number(process.argv[2]), '127.0.0.1')
