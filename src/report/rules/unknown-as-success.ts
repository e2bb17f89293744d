import { jobRule, violated } from '../rule.ts'
import { showsEnd } from '../sequences.ts'

export const unknownAsSuccess = jobRule({
  id: 'unknown-as-success',
  severity: 'error',
  why: 'A status that a client does not know can mean anything, also a failure.',
  source: 'the documented enums of the providers',
  fix: 'Treat only the documented word for success as success; go on polling at any other, or fail.',
  thresholds: {},
  judge ({ calls, job }) {
    if (!calls.some(({ roles }) => roles.has('result'))) return []
    const unknown = calls.find(({ asked }) => asked.get(job)?.unknownStatus === true || asked.get(job)?.missing === true)
    const used = unknown && calls.find(({ roles, number }) => roles.has('result') && number > unknown.number)
    if (unknown === undefined || used === undefined) return []
    // a good status in between allows the result
    if (calls.some(call => call.number > unknown.number && call.number < used.number && showsEnd(call, job))) return []
    // `unknown` is a call that asked for the job
    const what = unknown.asked.get(job)!.missing ? 'did not know the job' : 'had a status that is not documented'
    return [violated(`The client fetched the result after a response that ${what}.`, [unknown, used])]
  }
})
