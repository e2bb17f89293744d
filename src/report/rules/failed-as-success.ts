import { jobRule, violated } from '../rule.ts'
import { firstEnd } from '../sequences.ts'

export const failedAsSuccess = jobRule({
  id: 'failed-as-success',
  severity: 'error',
  why: 'A client that uses the result of a failed job works on missing or wrong data.',
  source: 'the documentation of the providers',
  fix: 'Check the final status, and report a failure with the error of the job.',
  thresholds: {},
  judge (conversation) {
    if (!conversation.calls.some(({ roles }) => roles.has('result'))) return []
    const end = firstEnd(conversation)
    const state = end?.asked.get(conversation.job)?.state
    if (end === undefined || state === 'succeeded') return []
    const used = conversation.calls.find(({ roles, number }) => roles.has('result') && number > end.number)
    if (used === undefined) return []
    const message = `The client asked for the result after a response that showed the job as ${state}.`
    return [violated(message, [end, used])]
  }
})
