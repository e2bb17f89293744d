import type { Stamp } from '../map.ts'
import { countTokens } from '../completion.ts'
import { given, type Resource } from '../resources.ts'
import type { Said } from './chat.ts'
import type { Completion, EntryData } from './chat-schema.ts'
import type { SessionData, Settings } from './schema.ts'

export function toSession ({ id, createdAt, updatedAt, data: { agents, users, ...settings } }: Resource<SessionData>, stamp: Stamp) {
  return { ...settings, summary: null, id, created_at: stamp(createdAt), updated_at: stamp(updatedAt), kind: null }
}

/** The settings of a session with the defaults of those that are missing. */
export function fromSettings (body: Settings): Omit<SessionData, 'agents' | 'users'> {
  return {
    situation: body.situation ?? null,
    system_template: body.system_template ?? null,
    render_templates: body.render_templates ?? true,
    token_budget: body.token_budget ?? null,
    context_overflow: body.context_overflow ?? null,
    auto_run_tools: body.auto_run_tools ?? false,
    forward_tool_calls: body.forward_tool_calls ?? false,
    recall_options: body.recall_options ?? null,
    metadata: { ...body.metadata }
  }
}

/** Null keeps a setting, and metadata is merged. */
export function patchSession (data: SessionData, body: Settings): SessionData {
  const changes = given(body, [
    'situation', 'system_template', 'render_templates', 'token_budget', 'context_overflow', 'auto_run_tools',
    'forward_tool_calls', 'recall_options'
  ])
  return { ...data, ...changes, metadata: { ...data.metadata, ...body.metadata } }
}

/** The response of a chat. `now` is in ISO 8601. */
export function toCompletion (said: Said, now: string, stamp: Stamp): Completion {
  const message = {
    role: 'assistant' as const,
    tool_call_id: null,
    content: said.content,
    name: null,
    tool_calls: null,
    created_at: null,
    id: null
  }
  return { ...envelopeOf(said, now, stamp), choices: [{ ...choice, message }] }
}

/** The events of a chat that is streamed: a chunk for each word. */
export function toChunks (said: Said, now: string, stamp: Stamp): string {
  const words = said.content.split(/(?<=\s)/)
  const chunks = words.map(content => {
    const delta = { role: 'assistant', tool_call_id: null, content, name: null, tool_calls: null }
    return { ...envelopeOf(said, now, stamp), choices: [{ ...choice, delta }] }
  })
  return chunks.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`).join('')
}

function envelopeOf ({ id, content, promptTokens }: Said, now: string, stamp: Stamp) {
  const tokens = countTokens(content)
  const usage = { completion_tokens: tokens, prompt_tokens: promptTokens, total_tokens: promptTokens + tokens }
  return { usage, jobs: [], docs: [], created_at: stamp(now), id }
}

/** What all choices have; a chat has one. */
const choice = { index: 0, finish_reason: 'stop', logprobs: null, tool_calls: null }

/** The history of a session. */
export function toHistory (session: Resource<SessionData>, entries: ReadonlyArray<Resource<EntryData>>, stamp: Stamp) {
  return {
    entries: entries.map(entry => toEntry(entry, stamp)),
    relations: [],
    session_id: session.id,
    created_at: stamp(session.createdAt)
  }
}

function toEntry ({ id, createdAt, data }: Resource<EntryData>, stamp: Stamp) {
  const created = stamp(createdAt)
  return { ...data, tokenizer: 'character_count', tool_calls: null, tool_call_id: null, timestamp: created, created_at: created, id }
}
