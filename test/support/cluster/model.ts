import type { Seen, Sequential } from './history.ts'

/** What clients ask of one sandbox with a frozen clock, and what they see of it. Moments are ms since the epoch. */
export type Request = Seen & (
  | { kind: 'create', tag: string, id?: string | undefined }
  | { kind: 'cancel', id: string, status?: number | undefined }
  | { kind: 'advance', by: number, now?: number | undefined, transitions?: readonly Transition[] | undefined }
  | { kind: 'poll', status?: number | undefined }
  | { kind: 'read', jobs?: readonly JobShown[] | undefined }
  | { kind: 'clock', now?: number | undefined }
)

export interface Transition { job: string, to: string, at: string }
export interface JobShown { id: string, state: string, steps: ReadonlyArray<{ state: string, at: string }>, input?: { tag: string } }

interface Job { at: number, cancelled?: number }
/** `polls`: since the last that was rejected. */
interface State { now: number, polls: number, jobs: ReadonlyMap<string, Job> }

export const start = Date.UTC(2025, 0, 1)

/** The steps of the lifecycle `retry-then-success`. */
export const lifecycle = 'retry-then-success'
const plan = [['queued', 0], ['running', 1000], ['retrying', 3000], ['running', 5000], ['succeeded', 9000]] as const

/** A fault rejects each third poll, with a status that nothing else has: its counter is a part of the sandbox. */
export const fault = { match: { operation: 'waveline.getJob' }, when: { every: 3 }, then: { status: 502 } }

/** A sandbox that handles one request after the other. */
export const sequential: Sequential<State, Request> = {
  initial: { now: start, polls: 0, jobs: new Map() },
  keyOf: ({ now, polls, jobs }) => JSON.stringify([now, polls, [...jobs].sort()]),
  apply (state, request) {
    const { now, polls, jobs } = state
    switch (request.kind) {
      case 'create': {
        if (request.id === undefined || jobs.has(request.id)) return undefined
        return { ...state, jobs: new Map([...jobs, [request.id, { at: now }]]) }
      }
      case 'cancel': {
        const job = jobs.get(request.id)
        const status = job === undefined ? 404 : isOver(job, now) ? 409 : 200
        if (request.status !== undefined && request.status !== status) return undefined
        return status === 200 ? { ...state, jobs: new Map([...jobs, [request.id, { ...job!, cancelled: now }]]) } : state
      }
      case 'advance': {
        const after = now + request.by
        if (request.now !== undefined && request.now !== after) return undefined
        const announced = request.transitions?.map(({ job, to, at }) => `${Date.parse(at)} ${job} ${to}`)
        const isSame = announced === undefined || isEqual(announced.sort(), transitionsBetween(jobs, now, after).sort())
        return isSame ? { ...state, now: after } : undefined
      }
      case 'poll': {
        const status = polls === 2 ? 502 : 200
        return request.status === undefined || request.status === status ? { ...state, polls: (polls + 1) % 3 } : undefined
      }
      case 'read': return request.jobs === undefined || isEqual(request.jobs.map(toText).sort(), shown(state).sort()) ? state : undefined
      case 'clock': return request.now === undefined || request.now === now ? state : undefined
    }
  }
}

function stepsOf ({ at, cancelled = Infinity }: Job): Array<{ state: string, at: number }> {
  const steps = plan.map(([state, after]) => ({ state, at: at + after })).filter(step => step.at <= cancelled)
  return cancelled === Infinity ? steps : [...steps, { state: 'cancelled', at: cancelled }]
}

function isOver (job: Job, now: number): boolean {
  return job.cancelled !== undefined || now >= job.at + plan.at(-1)![1]
}

function transitionsBetween (jobs: State['jobs'], from: number, to: number): string[] {
  return Array.from(jobs).flatMap(([id, job]) => stepsOf(job).filter(({ at }) => at > from && at <= to).map(({ state, at }) => `${at} ${id} ${state}`))
}

function shown ({ jobs, now }: State): string[] {
  return Array.from(jobs, ([id, job]) => {
    const steps = stepsOf(job)
    return toText({ id, state: steps.findLast(({ at }) => at <= now)!.state, steps: steps.map(({ state, at }) => ({ state, at: new Date(at).toISOString() })) })
  })
}

function toText ({ id, state, steps }: JobShown): string {
  return `${id} ${state} ${steps.map(({ state, at }) => `${state} ${at}`).join(', ')}`
}

function isEqual (one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}
