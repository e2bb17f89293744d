import t from 'tap'
import { Ids } from '../../src/random/index.ts'
import { heapUsed } from '../support/heap.ts'
import { start } from '../support/jobs/world.ts'

const make = (seed: number | string) => {
  const ids = new Ids(seed)
  return Array.from({ length: 20 }, (_, index) => [ids.uuid4(), ids.uuid1(start + index)]).flat()
}

/** ms since the epoch, from the three parts of a version 1 UUID that count 100 ns since 1582. */
function momentIn (uuid: string): number {
  const [low, middle, high] = uuid.split('-')
  return Number(BigInt(`0x${high!.slice(1)}${middle}${low}`) / 10_000n) - 12_219_292_800_000
}

t.test('the same seed gives the same ids, whether it is a number or the same digits as text', async t => {
  t.strictSame(make(42), make(42))
  t.strictSame(make('42'), make(42))
})

t.test('ids are unique within a seed and across seeds', async t => {
  const ids = [...make(42), ...make(43), ...make('a word')]
  t.equal(new Set(ids).size, ids.length)
})

t.test('a UUID has its version and its variant', async t => {
  const ids = new Ids(1)
  for (let count = 0; count < 100; count++) {
    t.match(ids.uuid4(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    t.match(ids.uuid1(start), /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

t.test('a version 1 UUID contains the given moment', async t => {
  const ids = new Ids(1)
  for (const moment of [0, start, start + 1, start + 86_400_000, Date.UTC(2100, 0, 1)]) t.equal(momentIn(ids.uuid1(moment)), moment)
})

t.test('an id is a flat string, which takes little memory', async t => {
  const ids = new Ids(1)
  for (const next of [() => ids.uuid4(), () => ids.uuid1(start)]) {
    const before = heapUsed()
    const kept = Array.from({ length: 20_000 }, next)
    t.ok((heapUsed() - before) / kept.length < 200, 'bytes each; a string that V8 has concatenated takes 500')
  }
})
