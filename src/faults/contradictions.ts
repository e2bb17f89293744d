import { validateHeaderName, validateHeaderValue } from 'node:http'
import { shorten } from '../validation/text.ts'
import { InvalidField, toList, withFields } from '../validation/index.ts'
import type { Match, Phase, Then, When } from './schema.ts'

/** How many characters the body of a fault rule may have as JSON. */
const maxBody = 256 * 1024

const responses = ['status', 'credentials', 'graphql', 'rateLimit'] as const
const cuts: readonly unknown[] = ['reset', 'hang', 'empty']

/** Whether it corrupts, cuts or slows down a response, which must exist for that. */
export function corruptsResponse ({ connection, payload, drip }: Then): boolean {
  return connection === 'truncate' || payload !== undefined || drip !== undefined
}

/** Whether it responds in place of the provider. */
export function hasResponse (then: Then): boolean {
  return responses.some(name => then[name] !== undefined)
}

/** Whether no rule after it is tried. */
export function isTerminal (then: Then): boolean {
  return hasResponse(then) || corruptsResponse(then) || cuts.includes(then.connection)
}

/** The phase of a rule that gives none: `after` if it needs the response of the provider, else `before`. */
export function defaultPhase (then: Then): Phase {
  return corruptsResponse(then) && !hasResponse(then) ? 'after' : 'before'
}

/** A fault rule with its defaults. */
export interface RuleParts { match: Match, when: When, phase: Phase, then: Then }

/** Throws InvalidField if parts of a fault rule contradict each other. `graphql`: the names of the GraphQL providers. */
export function mustBeConsistent ({ match, when, phase, then }: RuleParts, graphql: readonly string[]): void {
  mustAgree(match)
  const { from, until } = when
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from)) {
    throw new InvalidField('when.until', 'must be later than from')
  }

  const given = Object.keys(then)
  if (given.length === 0) {
    const choices = 'status, delay, connection, payload, drip, rateLimit, credentials, graphql or lifecycle'
    throw new InvalidField('then', `must have at least one of ${choices}`)
  }
  const [response, second] = responses.filter(name => then[name] !== undefined)
  if (second !== undefined) {
    throw new InvalidField(`then.${second}`, `cannot be combined with ${response}: a request has one response; use two rules`)
  }
  if (cuts.includes(then.connection)) mustStandAlone(then, given)
  for (const name of ['body', 'headers', 'retryAfter'] as const) {
    if (then[name] !== undefined && response === undefined) throw new InvalidField(`then.${name}`, 'requires a status; add one')
  }
  if (then.body !== undefined) mustBeSendable(then)
  for (const [name, value] of Object.entries(then.headers ?? {})) mustBeHeader(`then.headers.${shorten(name)}`, name, value)
  mustFitPhase(phase, then, response)
  if (then.lifecycle !== undefined && given.length > 1) {
    throw new InvalidField('then.lifecycle', 'cannot be combined with other effects: it applies to jobs, not to responses; use two rules')
  }
  if (then.graphql !== undefined) mustBeGraphql(match, graphql, 'then.graphql')
  if (match.arguments !== undefined) mustBeGraphql(match, graphql, 'match.arguments')
}

/** Throws InvalidField for `field` unless the rule matches only requests of a GraphQL provider. */
function mustBeGraphql ({ provider, operation }: Match, graphql: readonly string[], field: string): void {
  const names = provider === undefined ? toList(operation).map(ownerOf) : [provider]
  const name = names.find(name => !graphql.includes(name))
  if (names.length > 0 && name === undefined) return
  const wrong = name === undefined ? '' : `, not ${shorten(name)}`
  throw new InvalidField(field, `is for GraphQL providers (${graphql.join(', ')}); match {provider: "${graphql[0]}"}${wrong}`)
}

function mustAgree ({ provider, operation }: Match): void {
  for (const { item, field } of withFields(operation, 'match.operation')) {
    if (!item.includes('.')) throw new InvalidField(field, 'must be the name of a provider, a dot and the name of an operation')
    const owner = ownerOf(item)
    if (provider !== undefined && owner !== provider) {
      throw new InvalidField(field, `is an operation of ${shorten(owner)}, but match.provider is ${provider}`)
    }
  }
}

/** The provider of an operation. */
function ownerOf (operation: string): string {
  // split returns at least one text
  return operation.split('.', 1)[0]!
}

function mustStandAlone ({ connection }: Then, given: readonly string[]): void {
  const other = given.find(name => name !== 'connection' && name !== 'delay')
  if (other === undefined) return
  throw new InvalidField(`then.${other}`, `cannot be combined with connection ${JSON.stringify(connection)}, which sends no response`)
}

function mustBeSendable ({ status, body, graphql }: Then): void {
  if (status === 204 || status === 304) throw new InvalidField('then.body', `cannot be combined with status ${status}, which has no body`)
  if (graphql !== undefined) throw new InvalidField('then.body', 'cannot be combined with graphql, which has a body of its own')
  if (JSON.stringify(body).length > maxBody) throw new InvalidField('then.body', `must have at most ${maxBody} characters`)
}

/** Headers that say how long a response is and how it ends: the server sets them. */
const framing: readonly string[] = ['content-length', 'transfer-encoding', 'connection', 'trailer']

/** Throws InvalidField for a header that cannot be sent, or that the server sets. */
export function mustBeHeader (field: string, name: string, value: string): void {
  if (framing.includes(name.toLowerCase())) {
    throw new InvalidField(field, 'is set by the server; a fault with connection or payload breaks a response')
  }
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw new InvalidField(field, 'is not a valid HTTP header')
  }
}

function mustFitPhase (phase: Phase, then: Then, response: string | undefined): void {
  if (phase === 'before' && corruptsResponse(then) && response === undefined) {
    throw new InvalidField('phase', 'must be "after": there is no response to corrupt before; or give a status, to corrupt that response')
  }
  if (phase === 'after' && then.rateLimit !== undefined) {
    throw new InvalidField('phase', 'must be "before": a rate limit rejects a request before it is handled')
  }
  if (phase === 'after' && then.lifecycle !== undefined) {
    throw new InvalidField('phase', 'must be "before": the lifecycle of a job is chosen when it is started')
  }
}
