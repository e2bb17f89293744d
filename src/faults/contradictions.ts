import { validateHeaderName, validateHeaderValue } from 'node:http'
import { shorten } from '../validation/text.ts'
import { InvalidField } from '../validation/index.ts'
import type { Match, Phase, Then, When } from './schema.ts'

/** How many characters a body may have that a rule brings along. */
const maxBody = 256 * 1024

const answers = ['status', 'credentials', 'graphql', 'rateLimit'] as const
const cuts: readonly unknown[] = ['reset', 'hang', 'empty']

/** What spoils a reply that there must be. */
export function spoilsReply ({ connection, payload, drip }: Then): boolean {
  return connection === 'truncate' || payload !== undefined || drip !== undefined
}

/** Whether it answers a request by itself. */
export function givesAnswer (then: Then): boolean {
  return answers.some(name => then[name] !== undefined)
}

/** Whether what it does is the end of the matter, so that no rule behind it is tried. */
export function isFinal (then: Then): boolean {
  return givesAnswer(then) || spoilsReply(then) || cuts.includes(then.connection)
}

/** A reply is spoilt when there is one; everything else happens before the work, if nobody says. */
export function defaultPhase (then: Then): Phase {
  return spoilsReply(then) && !givesAnswer(then) ? 'after' : 'before'
}

/** Throws InvalidField for a rule whose parts contradict one another. `graphql`: the names of the GraphQL providers. */
export function mustMakeSense ({ match, when, phase, then }: { match: Match, when: When, phase: Phase, then: Then }, graphql: readonly string[]): void {
  mustAgree(match)
  const { from, until } = when
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from)) throw new InvalidField('when.until', 'must lie behind from')

  const given = Object.keys(then)
  if (given.length === 0) throw new InvalidField('then', 'must say what happens: status, delay, connection, payload, drip, rateLimit, credentials, graphql or lifecycle')
  const [answer, second] = answers.filter(name => then[name] !== undefined)
  if (second !== undefined) throw new InvalidField(`then.${second}`, `cannot go with ${answer}: a request has one answer; make two rules`)
  if (cuts.includes(then.connection)) mustStandAlone(then, given)
  for (const name of ['body', 'headers', 'retryAfter'] as const) {
    if (then[name] !== undefined && answer === undefined) throw new InvalidField(`then.${name}`, 'needs a status to go with; say one')
  }
  if (then.body !== undefined) mustBeSendable(then)
  for (const [name, value] of Object.entries(then.headers ?? {})) mustBeHeader(name, value)
  mustFitPhase(phase, then, answer)
  if (then.lifecycle !== undefined && given.length > 1) throw new InvalidField('then.lifecycle', 'is about the jobs that are started, and stands alone; make two rules')
  if (then.graphql !== undefined) mustBeGraphql(match, graphql, 'then.graphql')
  if (match.arguments !== undefined) mustBeGraphql(match, graphql, 'match.arguments')
}

/** Throws InvalidField unless the requests are those of a GraphQL provider. `graphql`: the names of those providers. */
function mustBeGraphql ({ provider, operation }: Match, graphql: readonly string[], field: string): void {
  const name = provider ?? operation?.split('.')[0]
  if (name !== undefined && graphql.includes(name)) return
  throw new InvalidField(field, `is for GraphQL providers (${graphql.join(', ')}); match {provider: "${graphql[0]}"}${name === undefined ? '' : `, not ${shorten(name)}`}`)
}

function mustAgree ({ provider, operation }: Match): void {
  if (operation === undefined) return
  const [own] = operation.split('.') as [string]
  if (own === operation) throw new InvalidField('match.operation', 'must be a provider and its operation, with a dot between')
  if (provider !== undefined && own !== provider) throw new InvalidField('match.operation', `is an operation of ${shorten(own)}, and match.provider is ${provider}`)
}

function mustStandAlone ({ connection }: Then, given: readonly string[]): void {
  const other = given.find(name => name !== 'connection' && name !== 'delay')
  if (other !== undefined) throw new InvalidField(`then.${other}`, `cannot go with connection ${JSON.stringify(connection)}, which leaves no answer`)
}

function mustBeSendable ({ status, body, graphql }: Then): void {
  if (status === 204 || status === 304) throw new InvalidField('then.body', `cannot go with the status ${status}, which has none`)
  if (graphql !== undefined) throw new InvalidField('then.body', 'cannot go with graphql, which makes one')
  if (JSON.stringify(body).length > maxBody) throw new InvalidField('then.body', `must have at most ${maxBody} characters`)
}

/** How long an answer is and how it ends is not for a header to say. */
const framing: readonly string[] = ['content-length', 'transfer-encoding', 'connection', 'trailer']

function mustBeHeader (name: string, value: string): void {
  if (framing.includes(name.toLowerCase())) throw new InvalidField(`then.headers.${shorten(name)}`, 'is set by the server; say connection or payload to break an answer')
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw new InvalidField(`then.headers.${shorten(name)}`, 'is no header that HTTP could carry')
  }
}

function mustFitPhase (phase: Phase, then: Then, answer: string | undefined): void {
  if (phase === 'before' && spoilsReply(then) && answer === undefined) {
    throw new InvalidField('phase', 'must be "after", as there is nothing to spoil before; or give a status, to spoil that answer')
  }
  if (phase === 'after' && (then.rateLimit !== undefined || then.lifecycle !== undefined)) {
    throw new InvalidField('phase', `must be "before": ${then.rateLimit === undefined ? 'the lifecycle of a job is chosen when it is started' : 'a limit keeps the work from being done'}`)
  }
}
