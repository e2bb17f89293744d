import t from 'tap'
import { Files, type StoredFile } from '../../src/sandboxes/files.ts'
import { registry } from '../support/sandboxes/make.ts'

const kB = 1024

function file (kilobytes: number, name = 'a.txt'): StoredFile {
  return { name, type: 'text/plain', bytes: Buffer.alloc(kilobytes * kB) }
}

/** Which of the keys `a`, `b`, … are there. */
function keys (files: Files): string {
  return [...'abcdefgh'].filter(key => files.get(key) !== undefined).join('')
}

t.test('files are kept by key, and replaced and deleted by it', async t => {
  const files = new Files(10 * kB)
  files.put('a', file(2))
  files.put('b', file(3))
  t.equal(files.size, 5 * kB)
  files.put('a', file(4, 'other.txt'))
  t.equal(files.get('a')?.name, 'other.txt')
  t.equal(files.size, 7 * kB)
  t.equal(files.delete('a'), true)
  t.equal(files.delete('a'), false)
  t.equal(files.get('a'), undefined)
  t.equal(files.size, 3 * kB)
})

t.test('spare files make room for whatever comes, oldest first; the others never do', async t => {
  const files = new Files(10 * kB)
  files.put('a', file(3), { spare: true })
  files.put('b', file(2))
  files.put('c', file(3), { spare: true })
  files.put('d', file(2))
  t.equal(keys(files), 'abcd')
  files.put('e', file(1), { spare: true })
  t.equal(keys(files), 'bcde')
  files.put('f', file(6))
  t.equal(keys(files), 'bdf')
  t.throws(() => files.put('g', file(1), { spare: true }), {
    code: 'FILES_FULL',
    statusCode: 507,
    message: 'The files of a sandbox may have at most 10240 bytes together, and there is no room for 1024 more; POST /__admin/reset deletes them'
  })
  t.equal(keys(files), 'bdf')
})

t.test('what does not fit changes nothing, not even what it would replace or have driven out', async t => {
  const files = new Files(10 * kB)
  files.put('a', file(4), { spare: true })
  files.put('b', file(4))
  for (const key of ['a', 'c']) t.throws(() => files.put(key, file(7)), { code: 'FILES_FULL' })
  t.throws(() => files.put('b', file(11)), { code: 'FILES_FULL' })
  t.same([keys(files), files.size], ['ab', 8 * kB])
  files.put('b', file(10))
  t.same([keys(files), files.size], ['b', 10 * kB])
})

t.test('a file that replaces itself evicts no file that can stay', async t => {
  const files = new Files(10 * kB)
  files.put('a', file(5), { spare: true })
  files.put('b', file(5), { spare: true })
  files.put('b', file(4), { spare: true })
  files.put('a', file(6))
  t.same([keys(files), files.size], ['ab', 10 * kB])
})

t.test('an empty file counts too, so that names cannot fill the memory', async t => {
  const files = new Files(2 * kB)
  files.put('a', file(0))
  files.put('b', file(0))
  t.throws(() => files.put('c', file(0)), { code: 'FILES_FULL' })
})

t.test('bytes on their way in count from their arrival until they are released', async t => {
  const files = new Files(10 * kB)
  files.put('a', file(4))
  files.put('b', file(4), { spare: true })
  const [first, second] = [files.reserve(), files.reserve()]
  first.add(2 * kB)
  t.equal(keys(files), 'ab')
  second.add(4 * kB)
  t.equal(keys(files), 'a', 'what is spare makes room for them too')
  t.throws(() => first.add(1), { code: 'FILES_FULL' })
  t.throws(() => files.put('c', file(1)), { code: 'FILES_FULL' })
  t.equal(files.size, 10 * kB)
  second.release()
  second.release()
  t.equal(files.size, 6 * kB)
  first.release()
  files.put('c', file(6))
  t.equal(keys(files), 'ac')
})

t.test('each sandbox has files of its own, and loses them at a reset', async t => {
  const { sandboxes } = registry()
  const shop = sandboxes.get('shop')
  shop.files.put('a', file(1))
  t.equal(sandboxes.get('main').files.get('a'), undefined)
  shop.reset()
  t.equal(shop.files.get('a'), undefined)
  t.equal(shop.files.size, 0)
})
