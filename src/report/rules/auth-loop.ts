import { overlaps, type Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'

export const authLoop = clientRule({
  id: 'auth-loop',
  severity: 'error',
  why: 'A credential that was refused is refused again, and many services lock an account after that.',
  source: 'RFC 6750',
  fix: 'After a 401 refresh the credential once, and then fail.',
  thresholds: { repeats: 2 },
  judge ({ calls }, { repeats }) {
    return runsOf(calls).flatMap(run => {
      if (run.length <= repeats) return []
      return [violated(`${run.length - 1} more requests were sent with a credential that had been refused.`, run)]
    })
  }
})

/** The stretches of refused calls, without those that were in flight when the first was refused. */
function runsOf (calls: readonly Call[]): Call[][] {
  const runs: Call[][] = []
  let run: Call[] = []
  for (const call of calls) {
    if (call.status !== 401) run = []
    else if (run.length === 0) runs.push(run = [call])
    else if (!overlaps(run[0]!, call)) run.push(call)
  }
  return runs
}
