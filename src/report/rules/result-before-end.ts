import type { Call } from '../call.ts'
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
  judge ({ calls, job }) {
    const used = calls.find(({ roles }) => roles.has('result'))
    if (used === undefined) return []
    const earlier = calls.filter(({ number, roles }) => number < used.number && !roles.has('result'))
    if (earlier.some(isDecisive)) return []
    return [violated('The client asked for the result before a response had shown that the job had ended.', [used])]

    /** Whether a response showed the end, or what another rule judges: an unknown status or a missing job. */
    function isDecisive (call: Call): boolean {
      const shown = call.asked.get(job)
      return showsEnd(call, job) || shown?.unknownStatus === true || shown?.missing === true
    }
  }
})
