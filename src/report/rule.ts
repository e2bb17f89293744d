import type { Call } from './call.ts'
import type { ClientConversation, JobConversation } from './conversation.ts'

export const severities = ['error', 'warning', 'info'] as const
export type Severity = typeof severities[number]

/** Numbers that decide a rule, by name; durations in ms. */
export type Thresholds = Readonly<Record<string, number>>

/** What a rule says of one conversation. */
export interface Observation {
  /** `undecided`: the evidence does not suffice; `message` says why. */
  readonly verdict: 'violated' | 'undecided'
  /** Overrides the severity of the rule. */
  readonly severity?: Severity
  /** What the client did, in one sentence with numbers. */
  readonly message: string
  /** The requests that show it, in order. */
  readonly calls: readonly Call[]
  /** The gaps (ms) between them that decide it. */
  readonly gaps?: readonly number[]
  /** The job that it is about, if the conversation is one of a client. */
  readonly job?: string
}

/** What each rule says about itself. */
interface Description<T extends Thresholds> {
  readonly id: string
  readonly severity: Severity
  /** Why it matters, in one sentence. */
  readonly why: string
  /** The standard or guide that asks for it. */
  readonly source: string
  /** How to change the client, in one sentence. */
  readonly fix: string
  readonly thresholds: T
  /** Whether requests that the journal has dropped could excuse the client: then a violation is undecided. */
  readonly needsAll?: boolean
}

/** Judges how a client treated one job. */
export interface JobRule<T extends Thresholds = Thresholds> extends Description<T> {
  readonly about: 'job'
  judge (conversation: JobConversation, thresholds: T): Observation[]
}

/** Judges all that one client asked of one provider. */
export interface ClientRule<T extends Thresholds = Thresholds> extends Description<T> {
  readonly about: 'client'
  judge (conversation: ClientConversation, thresholds: T): Observation[]
}

export type Rule = JobRule | ClientRule

/** Declares a rule about jobs; the type of the thresholds comes from the rule itself. */
export function jobRule<const T extends Thresholds> (rule: Omit<JobRule<Widened<T>>, 'about'> & { thresholds: T }): JobRule {
  // `judge` takes the thresholds of this rule, and JobRule any thresholds; the judge passes each rule its own
  return { about: 'job', ...rule } as unknown as JobRule
}

/** Declares a rule about clients. */
export function clientRule<const T extends Thresholds> (rule: Omit<ClientRule<Widened<T>>, 'about'> & { thresholds: T }): ClientRule {
  // as in `jobRule`
  return { about: 'client', ...rule } as unknown as ClientRule
}

/** A sandbox may set any number. */
type Widened<T> = { readonly [Name in keyof T]: number }

export function violated (message: string, calls: readonly Call[], more: Partial<Observation> = {}): Observation {
  return { verdict: 'violated', message, calls, ...more }
}

export function undecided (message: string, calls: readonly Call[], more: Partial<Observation> = {}): Observation {
  return { verdict: 'undecided', message, calls, ...more }
}
