import { endsOf, type Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'

export const connectionPerRequest = clientRule({
  id: 'connection-per-request',
  severity: 'info',
  why: 'A new connection costs round trips, more with TLS, and a port of the client for a minute.',
  source: 'RFC 9112, 9.3',
  fix: 'Keep connections alive: share one HTTP client or agent between requests.',
  thresholds: { requests: 10, time: 60_000 },
  judge ({ calls }, { requests, time }) {
    for (let first = 0; first + requests <= calls.length; first++) {
      const some = calls.slice(first, first + requests)
      const [{ started: begin }, { started: end }] = endsOf(some)
      const isBrief = end.real - begin.real <= time
      if (isBrief && new Set(some.map(({ connection }) => connection)).size === requests && !some.some(isClosedByServer)) {
        return [violated(`${requests} requests in a row each opened a connection of their own.`, some)]
      }
    }
    return []
  }
})

function isClosedByServer ({ outcome, headers, responseHeaders }: Call): boolean {
  return outcome === 'cut' || (responseHeaders.connection === 'close' && headers.connection !== 'close')
}
