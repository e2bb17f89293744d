import type { Finding } from '../../../src/report/index.ts'

/** A violation of `poll-too-fast`, with other properties in `more`. */
export function toFinding (more: Partial<Finding> = {}): Finding {
  return {
    sandbox: 'main',
    rule: 'poll-too-fast',
    severity: 'error',
    verdict: 'violated',
    provider: 'waveline',
    operation: 'waveline.getJob',
    job: 'a',
    jobs: ['a'],
    message: 'Message.',
    why: 'Why.',
    source: 'A standard',
    fix: 'Fix.',
    evidence: { requests: ['req-1', 'req-2'], count: 2, gaps: [1000] },
    ...more
  }
}
