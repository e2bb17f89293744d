import t from 'tap'
import type { SandboxOrder } from '../../../src/sandboxes/registry/order.ts'
import { InvalidField } from '../../../src/validation/index.ts'
import { hour, makeJob, registry } from '../../support/sandboxes/make.ts'

const names = ({ items }: { items: Array<{ name: string }> }) => items.map(({ name }) => name)

t.test('a sandbox is made as it is ordered, and is that again after a reset', async t => {
  const { sandboxes, created } = registry({ lifecycleOf: { julep: 'failure' }, dialects: { julep: 'observed' } })
  const a = sandboxes.create({ name: 'a', seed: 'mine', clock: { mode: 'scaled', rate: 0.001, now: 5000 }, dialects: { starfish: 'observed' }, lifecycle: 'stuck' })
  const shown = () => [a.seed, a.clock.read(), a.dialects, a.lifecycle, a.contents.lifecycleFor('julep').lifecycle]
  const ordered = ['mine', { mode: 'scaled', rate: 0.001, now: 5000 }, { julep: 'observed', starfish: 'observed' }, 'stuck', 'stuck']
  t.strictSame(shown(), ordered)
  t.equal(sandboxes.get('a'), a)
  t.strictSame(created, ['a'])
  a.clock.set({ mode: 'frozen', now: 9000 })
  a.setDialects({ julep: 'documented' })
  makeJob(a)
  a.reset()
  t.strictSame(shown(), ordered)
  t.equal(a.jobs.list({ limit: 1 }).total, 0)
})

t.test('what an order leaves out is as for all sandboxes', async t => {
  const { sandboxes } = registry({ seed: 7, clock: { mode: 'frozen', now: 5 }, lifecycle: 'stuck', lifecycleOf: { julep: 'failure' } })
  const { seed, clock, dialects, lifecycle } = sandboxes.create({ name: 'a' })
  t.strictSame([seed, clock.read(), dialects, lifecycle], [7, { mode: 'frozen', rate: 0, now: 5 }, {}, 'stuck'])
  t.equal(sandboxes.create({}).contents.lifecycleFor('julep').lifecycle, 'failure')
})

t.test('without a name a fresh one is drawn, which is short, hard to guess and never one in use', async t => {
  const { sandboxes } = registry()
  const drawn = new Set(Array.from({ length: 500 }, () => sandboxes.create({}).name))
  t.equal(drawn.size, 500)
  for (const name of drawn) t.match(name, /^[a-z0-9]{10}$/)

  const draws = ['taken', 'taken', 'free']
  const other = registry({ drawName: () => draws.shift()! }).sandboxes
  other.get('taken')
  t.equal(other.create({}).name, 'free')
})

t.test('an order that cannot be met changes nothing', async t => {
  const { sandboxes, created } = registry({ limits: { sandboxes: 2 } })
  makeJob(sandboxes.get('a'))
  const refused: Array<[SandboxOrder, { code: string, statusCode?: number, message?: string, field?: string }]> = [
    [{ name: 'a' }, { code: 'SANDBOX_EXISTS', statusCode: 409, message: 'There is already a sandbox a; choose another name, or omit the name to have one drawn' }],
    [{ name: 'a b' }, { code: 'SANDBOX_NAME_INVALID' }],
    [{ name: '' }, { code: 'SANDBOX_NAME_INVALID' }],
    [{ clock: { mode: 'real', rate: 2 } }, new InvalidField('clock.rate', 'a real clock has the rate 1; set the mode to scaled for any other rate')],
    [{ lifecycle: 'sucess' }, { code: 'INVALID_FIELD', field: 'lifecycle' }]
  ]
  for (const [order, error] of refused) t.throws(() => sandboxes.create(order), error, JSON.stringify(order))
  t.strictSame(created, ['a'])
  sandboxes.create({ name: 'b', seed: 2 })
  t.throws(() => sandboxes.create({}), { code: 'SANDBOX_LIMIT', statusCode: 507 })
})

t.test('a sandbox that was ordered has the same time to live as the others', async t => {
  const { sandboxes, pass } = registry({ seed: 1 })
  pass(10)
  sandboxes.create({ name: 'a', seed: 2 })
  pass(hour - 1)
  t.equal(sandboxes.find('a').seed, 2)
  pass(1)
  t.throws(() => sandboxes.find('a'), { code: 'SANDBOX_UNKNOWN' })
  t.equal(sandboxes.get('a').seed, 1, 'it begins anew as the others do')
})

t.test('reading a sandbox does not count as a use, and creates none', async t => {
  const { sandboxes, created, pass } = registry()
  const a = sandboxes.get('a')
  const { lastUsed } = a
  pass(5)
  t.equal(sandboxes.find('a').lastUsed, lastUsed)
  sandboxes.list({ limit: 9 })
  t.equal(a.lastUsed, lastUsed)
  t.throws(() => sandboxes.find('b'), { code: 'SANDBOX_UNKNOWN', statusCode: 404, message: 'There is no sandbox b; GET /__admin/sandboxes lists all' })
  t.strictSame(created, ['a'])
})

t.test('the list is ordered by name, and so are its pages while sandboxes are created and deleted', async t => {
  const { sandboxes } = registry()
  t.strictSame(sandboxes.list({ limit: 2 }), { items: [], next: null })
  for (const name of ['d', 'b', 'main', 'a', 'c']) sandboxes.get(name)
  const first = sandboxes.list({ limit: 2 })
  t.strictSame([names(first), first.next], [['a', 'b'], 'b'])
  sandboxes.delete('b')
  sandboxes.get('aa')
  sandboxes.get('cc')
  const second = sandboxes.list({ limit: 2, cursor: first.next! })
  t.strictSame([names(second), second.next], [['c', 'cc'], 'cc'])
  const third = sandboxes.list({ limit: 2, cursor: second.next! })
  t.strictSame([names(third), third.next], [['d', 'main'], null])
})

t.test('a sandbox that is deleted ends its waits, stops its clock and makes room', async t => {
  const { sandboxes } = registry({ limits: { sandboxes: 1 } })
  const a = sandboxes.get('a')
  makeJob(a)
  const ended: string[] = []
  a.keepOpen(() => ended.push('stream'))
  const wait = a.jobs.wait({ ids: ['x'], until: () => Infinity })
  sandboxes.delete('a')
  t.equal(await wait.ended, a.clock.now())
  t.strictSame([ended, a.clock.next, a.busy, a.closed], [['stream'], Infinity, false, true])
  t.throws(() => sandboxes.delete('a'), { code: 'SANDBOX_UNKNOWN', statusCode: 404 })
  t.equal(sandboxes.get('b').closed, false)
  t.equal(sandboxes.get('main').name, 'main', 'which there is always room for')
})

t.test('main is not deleted', async t => {
  const { sandboxes } = registry()
  const main = sandboxes.get('main')
  t.throws(() => sandboxes.delete('main'), { code: 'SANDBOX_STAYS', statusCode: 409, message: 'The sandbox main cannot be deleted; POST /__admin/reset restores its initial state' })
  t.equal(sandboxes.get('main'), main)
})
