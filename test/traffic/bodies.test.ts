import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { Ear, keptLength } from '../../src/traffic/bodies.ts'

/** What is heard of bytes that come in pieces of one size. */
async function heard (bytes: Buffer, size: number) {
  const stream = new PassThrough()
  const ear = new Ear()
  ear.listen(stream)
  const read = buffer(stream)
  for (let start = 0; start < bytes.length; start += size) stream.write(bytes.subarray(start, start + size))
  stream.end()
  await read
  return ear.toText(false)
}

t.test('a character that comes in two pieces is heard as one', async t => {
  const text = JSON.stringify({ prompt: 'é € 😀' })
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 5, 100]) t.same(await heard(bytes, size), { text, bytes: bytes.length, truncated: false })
})

t.test('a body is kept up to its bound, counted to its end, and says so', async t => {
  const bytes = Buffer.from('é'.repeat(keptLength + 1))
  t.same(await heard(bytes, 1001), { text: 'é'.repeat(keptLength), bytes: bytes.length, truncated: true })
  t.match(await heard(bytes.subarray(2), 1001), { truncated: false })
})
