import t from 'tap'
import { startDouble } from '../support/client.ts'

t.test('members are created, read, updated, listed and deleted', async t => {
  const { members } = await (await startDouble(t)).sandbox()
  const ann = await members.create({ email: 'ann@mine.test', role: 'reviewer' })
  t.match(ann, { email: 'ann@mine.test', name: 'ann', role: 'reviewer', invitation: 'accepted' })
  t.same(await members.get(ann), ann)
  t.match(await members.update(ann.id, { name: 'Ann Lee' }), { id: ann.id, name: 'Ann Lee', role: 'reviewer' })
  const emails = []
  for await (const { email } of members.list({ limit: 4 })) emails.push(email)
  t.same([emails.length, emails[0], emails.at(-1)], [11, 'odile.marchetti@example.com', 'ann@mine.test'])
  await members.delete(ann)
  await t.rejects(members.get(ann.id), { name: 'JobdoubleError', code: 'MEMBER_UNKNOWN', status: 404 })
  await t.rejects(members.create({ email: 'hana.suzuki@example.com' }), { code: 'MEMBER_EXISTS', status: 409 })
})
