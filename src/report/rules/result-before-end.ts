import { jobRule, violated } from '../rule.ts'
import { showsEnd } from '../sequences.ts'

export const resultBeforeEnd = jobRule({
  id: 'result-before-end',
  severity: 'warning',
  why: 'The result of a job that has not ended is missing or incomplete.',
  source: 'the documentation of the providers',
  fix: 'Fetch the result after a status that says success.',
  thresholds: {},
  needsAll: true,
  // documented: its data can be read while the job runs
  exempt: ['starfish'],
  judge ({ calls, job }) {
    const used = calls.find(({ roles }) => roles.has('result'))
    if (used === undefined || calls.some(call => call.number < used.number && call.asked.get(job) !== undefined && !call.roles.has('result') && isDecisive(call))) return []
    return [violated('The client asked for the result before a response had shown that the job had ended.', [used])]

    function isDecisive (call: typeof used & object): boolean {
      // after an unknown status another rule decides
      return showsEnd(call, job) || call.asked.get(job)!.unknownStatus || call.asked.get(job)!.missing
    }
  }
})
