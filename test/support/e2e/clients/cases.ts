import type { Pace } from './play.ts'

/** What is particular to a client, beside its program. */
export interface Habits {
  /** The operation by which it launches a project. */
  launch: string
  /** Its steps between sign-in and the polls of the launch, and from there to the polls of the export. */
  first: readonly string[]
  then: readonly string[]
}

/** Something that happens to a client, and how the client should take it. */
export interface Case {
  title: string
  /** What gets another lifecycle than `success`, and which. */
  rule?: { operation: string, lifecycle: string }
  pace?: Pace
  /** Its own limit. */
  polls?: string
  environment?: NodeJS.ProcessEnv
  /** What it does, in the words of `outline`. */
  steps: readonly string[]
  code?: number
  stderr?: RegExp
}

const delivered = ['QUEUED', 'IN_PROGRESS', 'DELIVERED']
const failed = ['QUEUED', 'IN_PROGRESS', 'FAILED']
const renewed = ['refused', 'signed-in']

export function casesOf ({ launch, first, then }: Habits): Case[] {
  const start = ['signed-in', ...first]
  const launched = [...start, ...delivered, ...then]
  return [
    { title: 'goes on to the end', steps: [...launched, ...delivered, 'downloaded'] },
    {
      title: 'sends its documents again when the token that it has kept has expired',
      environment: { DATASAUR_TOKEN: 'expired' },
      steps: ['refused', ...launched, ...delivered, 'downloaded']
    },
    {
      title: 'signs in again when its token expires between two polls',
      pace: { QUEUED: '2h' },
      steps: [...start, 'QUEUED', ...renewed, 'DELIVERED', ...then, 'QUEUED', ...renewed, 'DELIVERED', 'downloaded']
    },
    {
      title: 'stops when its credentials are wrong',
      environment: { DATASAUR_CLIENT_SECRET: 'invalid' },
      steps: [],
      code: 1,
      stderr: /invalid_client/
    },
    {
      title: 'stops when the launch fails, and says why',
      rule: { operation: launch, lifecycle: 'failure' },
      steps: [...start, ...failed],
      code: 3,
      stderr: /^Error: The job failed$/m
    },
    {
      title: 'stops when the export fails, and says why',
      rule: { operation: 'datasaur.exportTextProject', lifecycle: 'failure' },
      steps: [...launched, ...failed],
      code: 3,
      stderr: /^Error: The job failed$/m
    },
    {
      title: 'gives up, after a limit of its own, on a launch that never ends',
      rule: { operation: launch, lifecycle: 'stuck' },
      pace: { QUEUED: '1s', IN_PROGRESS: '20m' },
      polls: '50',
      steps: [...start, 'QUEUED', 'IN_PROGRESS'],
      code: 4,
      stderr: /giving up/i
    }
  ]
}
