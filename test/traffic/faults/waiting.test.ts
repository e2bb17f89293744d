import type { FastifyReply } from 'fastify'
import t from 'tap'
import { reset } from '../../../src/traffic/faults/connection.ts'

t.test('a reset waits until a response could leave, where responses wait for a store', t => {
  const waiting: Array<() => void> = []
  const raw = { isReset: false, whenFree: (act: () => void) => { waiting.push(act) } }
  const socket = { resetAndDestroy () { raw.isReset = true } }
  // a reply has many more properties, which a reset does not read
  reset({ raw, request: { raw: { socket } } } as unknown as FastifyReply)
  t.equal(raw.isReset, false)
  for (const act of waiting) act()
  t.equal(raw.isReset, true)
  t.end()
})
