import t from 'tap'
import { double } from '../../support/double.ts'

t.test('a request has the trace context of its client, unless it is not valid', async t => {
  const { ask } = await double(t)
  const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  for (const traceparent of [valid, `${valid}-more`, '00-x-y-01']) await ask('GET /api/v1/jobs/x', undefined, { 'x-api-key': 'k', traceparent })
  const { items } = (await ask('GET /__admin/requests')).body
  t.same(items.map((item: { traceparent: unknown }) => item.traceparent), [valid, null, null])
})
