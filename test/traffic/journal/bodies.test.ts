import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import t from 'tap'
import { BodyRecorder, keptLength, toKeptBody } from '../../../src/traffic/journal/bodies.ts'

/** The record of bytes that arrive in chunks of one size. */
async function recorded (bytes: Buffer, size: number) {
  const stream = new PassThrough()
  const recorder = new BodyRecorder(stream)
  stream.on('data', () => {})
  for (let start = 0; start < bytes.length; start += size) stream.write(bytes.subarray(start, start + size))
  stream.end()
  await finished(stream)
  const { text, bytes: total } = recorder.read()!
  return toKeptBody(text, total)
}

t.test('a character that arrives in two chunks is recorded as one', async t => {
  const text = JSON.stringify({ prompt: 'é € 😀' })
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 5, 100]) t.same(await recorded(bytes, size), { text, bytes: bytes.length, truncated: false })
})

t.test('a body is kept up to the limit, marked as truncated, and all its bytes are counted', async t => {
  const bytes = Buffer.from('é'.repeat(keptLength + 1))
  t.same(await recorded(bytes, 1001), { text: 'é'.repeat(keptLength), bytes: bytes.length, truncated: true })
  t.match(await recorded(bytes.subarray(2), 1001), { truncated: false })
})
