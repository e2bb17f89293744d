import t from 'tap'
import { randomStream, type Seed } from '../../src/random/index.ts'

const draw = (seed: Seed, purpose = 'ids') => [...randomStream(seed, purpose).bytes(32)]

t.test('the same seed gives the same stream, whether it is a number or the same digits as text', async t => {
  t.strictSame(draw(42), draw(42))
  t.strictSame(draw('42'), draw(42))
  t.strictSame(draw('a word'), draw('a word'))
})

t.test('a stream stays the same from release to release', async t => {
  const { integer } = randomStream(42, 'ids')
  t.strictSame(Array.from({ length: 8 }, () => integer(1, 1000)), [559, 582, 972, 382, 703, 810, 817, 718])
})

t.test('different seeds and purposes give different streams', async t => {
  const streams = [draw(42), draw(43), draw(-42), draw(''), draw('a word'), draw(42, 'delays'), draw(42, 'faults')]
  t.equal(new Set(streams.map(String)).size, streams.length)
})

t.test('a draw for one purpose does not change the draws of another', async t => {
  const ids = randomStream(7, 'ids')
  const delays = randomStream(7, 'delays')
  const mixed = Array.from({ length: 10 }, () => {
    delays.bytes(3)
    return ids.integer(0, 1_000_000)
  })
  const alone = randomStream(7, 'ids')
  t.strictSame(mixed, Array.from({ length: 10 }, () => alone.integer(0, 1_000_000)))
})

t.test('an integer is between both ends, which are included', async t => {
  const { integer } = randomStream(1, 'dice')
  const seen = new Set(Array.from({ length: 200 }, () => integer(-1, 2)))
  t.strictSame([...seen].sort((a, b) => a - b), [-1, 0, 1, 2])
  t.equal(integer(5, 5), 5)
})

t.test('a stream returns the requested number of bytes', async t => {
  const { bytes } = randomStream(1, 'bytes')
  t.strictSame([0, 1, 300].map(count => bytes(count).length), [0, 1, 300])
  t.ok(new Set(bytes(5000)).size === 256, 'and any of the 256')
})
