import fastify from 'fastify'
import t from 'tap'
import { toErrorResponse } from '../../src/control/index.ts'
import { handleErrors } from '../../src/http/failure.ts'
import { decorateRequests, rejectRequests } from '../../src/traffic/index.ts'
import { sandbox } from '../support/sandboxes/make.ts'

t.test('a rejected request receives the status and Retry-After in the words of its part, and meets no route', async t => {
  const app = fastify()
  t.teardown(() => app.close())
  decorateRequests(app)
  handleErrors(app, toErrorResponse)
  rejectRequests(app, ({ url }) => url === '/rejected' ? { status: 503, retryAfter: 3 } : undefined, () => sandbox())
  for (const url of ['/rejected', '/served']) app.get(url, async () => ({ served: true }))
  const rejected = await app.inject('/rejected')
  t.match([rejected.statusCode, rejected.headers['retry-after'], rejected.json()], [503, '3', { error: { code: 'SANDBOX_UNAVAILABLE' } }])
  t.same((await app.inject('/served')).json(), { served: true })
})
