import t from 'tap'
import { Agenda } from '../../src/time/agenda.ts'

/** An agenda, the callbacks that ran, and a function that adds a callback with a name. */
function agenda () {
  const agenda = new Agenda()
  const ran: string[] = []
  const add = (moment: number, name: string, then = () => {}) => {
    const due = {
      run (moment: number) {
        ran.push(`${name}@${moment}`)
        then()
      }
    }
    agenda.add(moment, due)
    return () => agenda.remove(moment, due)
  }
  return { agenda, ran, add }
}

t.test('an empty agenda has no next moment', async t => {
  const { agenda: empty } = agenda()
  t.equal(empty.next, Infinity)
  t.equal(empty.runNext(), 0)
})

t.test('callbacks run by moment, then in the order in which they were added', async t => {
  const { agenda: due, ran, add } = agenda()
  for (const [moment, name] of [[20, 'c'], [10, 'a'], [20, 'd'], [10, 'b'], [-5, 'first'], [20, 'e']] as const) add(moment, name)
  const nexts = []
  while (due.next < Infinity) nexts.push([due.next, due.runNext()])
  t.strictSame(nexts, [[-5, 1], [10, 2], [20, 3]])
  t.strictSame(ran, ['first@-5', 'a@10', 'b@10', 'c@20', 'd@20', 'e@20'])
})

t.test('a callback that is added for the running moment runs with it', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => {
    add(20, 'later')
    add(10, 'with it', () => add(10, 'with that'))
  })
  add(10, 'b')
  t.equal(due.runNext(), 4)
  t.equal(due.next, 20)
  t.strictSame(ran, ['a@10', 'b@10', 'with it@10', 'with that@10'])
})

t.test('a callback that is alone and adds one for its moment runs with it', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => add(10, 'with it'))
  t.equal(due.runNext(), 2)
  t.strictSame([due.next, ran], [Infinity, ['a@10', 'with it@10']])
})

t.test('a callback that was removed does not run, and its moment is removed too', async t => {
  const { agenda: due, ran, add } = agenda()
  const remove = add(10, 'a')
  add(20, 'b')
  remove()
  t.equal(due.next, 20)
  due.runNext()
  t.strictSame(ran, ['b@20'])
})

t.test('one of several callbacks of a moment can be removed', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a')
  const remove = add(10, 'b')
  remove()
  t.equal(due.runNext(), 1)
  t.strictSame(ran, ['a@10'])
})

t.test('a callback can remove another one of its moment and add one in its place', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => {
    remove()
    add(10, 'c')
  })
  const remove = add(10, 'b')
  while (due.next < Infinity) due.runNext()
  t.strictSame(ran, ['a@10', 'c@10'])
})

t.test('to remove a callback that has run or was removed changes nothing', async t => {
  const { agenda: due, ran, add } = agenda()
  const removeOld = add(10, 'old')
  due.runNext()
  const remove = add(10, 'gone')
  remove()
  add(10, 'new')
  remove()
  removeOld()
  t.equal(due.next, 10)
  due.runNext()
  t.strictSame(ran, ['old@10', 'new@10'])
})

t.test('at most the given number of callbacks run, and the rest run later, in order', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => add(10, 'd'))
  add(10, 'b')
  add(10, 'c')
  t.equal(due.runNext(2), 2)
  t.strictSame([due.next, ran.splice(0)], [10, ['a@10', 'b@10']])
  t.equal(due.runNext(2), 2)
  t.strictSame([due.next, ran], [Infinity, ['c@10', 'd@10']])
})

t.test('the callbacks after one that throws still run', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => { throw new Error('boom') })
  add(10, 'b')
  t.throws(() => due.runNext(), { message: 'boom' })
  t.equal(due.runNext(), 1)
  t.equal(due.next, Infinity)
  t.strictSame(ran, ['a@10', 'b@10'])
})

t.test('a cleared agenda is empty, also for the running moment', async t => {
  const { agenda: due, ran, add } = agenda()
  add(10, 'a', () => due.clear())
  add(10, 'b')
  add(20, 'c')
  t.equal(due.runNext(), 1)
  t.equal(due.next, Infinity)
  t.strictSame(ran, ['a@10'])
})
