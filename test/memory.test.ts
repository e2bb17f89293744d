import t from 'tap'
import { Memory, MemoryAccount } from '../src/memory.ts'

t.test('what exceeds the limit is reclaimed with a tenth to spare, and what does not fit is an error', t => {
  let evictable = 0
  const memory: Memory = new Memory(1000, isEnough => {
    while (evictable > 0 && !isEnough()) {
      evictable -= 50
      account.add(-50)
    }
  })
  const account: MemoryAccount = new MemoryAccount(memory)
  const addJournal = (bytes: number) => {
    evictable += bytes
    account.add(bytes)
  }
  account.add(400)
  addJournal(600)
  t.equal(memory.used, 1000)
  addJournal(50)
  t.same([memory.used, evictable], [900, 500])
  t.ok(account.fits(100))
  t.same([memory.used, evictable], [900, 500], 'nothing is evicted for what fits')
  t.ok(account.fits(300))
  t.same([memory.used, evictable], [600, 200])
  t.notOk(account.fits(601))
  t.match(account.full(), { code: 'MEMORY_FULL', statusCode: 507, message: /may take 1000 bytes of memory/ })
  t.equal(memory.used, 400, 'all that can be evicted is, before something is rejected')
  account.close()
  account.add(100)
  t.equal(memory.used, 0, 'nothing is added to an account that is closed')
  t.end()
})

t.test('if little can be reclaimed, not each addition tries again', t => {
  let tries = 0
  const memory = new Memory(1000, () => { tries++ })
  memory.add(1001)
  for (let count = 0; count < 30; count++) memory.add(1)
  t.equal(tries, 2)
  t.end()
})
