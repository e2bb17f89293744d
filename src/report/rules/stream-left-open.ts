import { jobRule, violated } from '../rule.ts'

export const streamLeftOpen = jobRule({
  id: 'stream-left-open',
  severity: 'info',
  why: 'A stream that is kept open after its last event holds a connection for nothing.',
  source: 'convention',
  fix: 'Close the stream at the final status.',
  thresholds: { time: 10_000 },
  judge ({ calls, endsAt, until }, { time }) {
    return calls.filter(({ roles, outcome }) => roles.has('stream') && (outcome === 'pending' || outcome === 'left')).flatMap(call => {
      const { sandbox } = call.ended ?? until
      if (sandbox - Math.max(endsAt, call.started.sandbox) < time) return []
      return [violated('The client kept a status stream open after its last event.', [call])]
    })
  }
})
