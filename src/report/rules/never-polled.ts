import { jobRule, undecided, violated } from '../rule.ts'

export const neverPolled = jobRule({
  id: 'never-polled',
  severity: 'warning',
  why: 'A client that does not read the status of its job does not notice that the job has failed.',
  source: 'convention',
  fix: 'Poll the job, or switch this rule off for clients that use webhooks or need no result.',
  thresholds: { time: 10_000 },
  needsAll: true,
  judge ({ calls, creation, job, until }, { time }) {
    if (creation === undefined || creation.lost.includes(job) || calls.some(call => call !== creation)) return []
    const { ended = creation.started } = creation
    const age = Math.max(until.real - ended.real, until.sandbox - ended.sandbox)
    if (age < time) return [undecided('The job was started just before the report.', [creation])]
    return [violated('The client started the job and never asked for it.', [creation])]
  }
})
