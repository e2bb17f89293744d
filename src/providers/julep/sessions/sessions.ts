import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { agents } from '../agents/schema.ts'
import { put, seek, type Resource } from '../resources.ts'
import { isStrict } from '../strict.ts'
import { users } from '../users/schema.ts'
import { canonical } from '../values.ts'
import { fromSettings } from './map.ts'
import { sessions, type NewSession, type SessionData } from './schema.ts'

const AgentMissing = createError('AGENT_MISSING', 'At least one agent must be provided', 400)
const AgentTwice = createError('AGENT_TWICE', "Only one of 'agent' or 'agents' should be provided", 400)
const ParticipantUnknown = createError(
  'PARTICIPANT_UNKNOWN',
  'The specified participant ID is invalid for the given participant type during create',
  400
)

/** Creates a session, or replaces that of `id`. Throws AGENT_MISSING, AGENT_TWICE, PARTICIPANT_UNKNOWN, COLLECTION_FULL. */
export function putSession (sandbox: Sandbox, body: NewSession, id?: string): Resource<SessionData> {
  const participants = participantsOf(body)
  if (isStrict(sandbox)) mustBeKnown(sandbox, participants)
  return put(sandbox, sessions, { ...participants, ...fromSettings(body) }, id === undefined ? {} : { id })
}

type Participants = Pick<SessionData, 'agents' | 'users'>

function participantsOf ({ agent, agents, user, users }: NewSession): Participants {
  const named = { agents: listOf(agents, agent), users: listOf(users, user) }
  if (named.agents.length === 0) throw new AgentMissing()
  if (agent != null && agents != null && agents.length > 0) throw new AgentTwice()
  return named
}

/** Several, else the single one; an empty list counts as missing. */
function listOf (several: string[] | null | undefined, single: string | null | undefined): string[] {
  const ids = several != null && several.length > 0 ? several : single == null ? [] : [single]
  return ids.map(canonical)
}

function mustBeKnown (sandbox: Sandbox, participants: Participants): void {
  const isKnown = participants.agents.every(id => seek(sandbox, agents, id)) && participants.users.every(id => seek(sandbox, users, id))
  if (!isKnown) throw new ParticipantUnknown()
}
