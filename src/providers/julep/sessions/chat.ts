import createError from '@fastify/error'
import { isFinal, viewAt, type Job, type JobView } from '../../../jobs/index.ts'
import type { ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { complete, countTokens } from '../completion.ts'
import { toText } from '../map.ts'
import { find, list, make, type Resource } from '../resources.ts'
import { entries, type Chat, type EntryData, type Message } from './chat-schema.ts'
import { sessions } from './schema.ts'

/** The failure of a model, as the server passes it on from its client of models (observed). */
export const ModelFailed = createError<[message: string]>('MODEL_FAILED', '%s', 502)

/** What a model has said in a chat. The id is that of the job. */
export interface Said { id: string, content: string, promptTokens: number }

/**
 * Sends messages to the model: a job, which succeeds at once unless a lifecycle rule or a fault says otherwise. The response waits for
 * the end of the job. `onGone` is called with a function that ends the wait, for the case that the client disconnects. Throws
 * RESOURCE_UNKNOWN, MODEL_FAILED, JOB_LIMIT, WAIT_LIMIT, COLLECTION_FULL.
 */
export async function startChat (
  sandbox: Sandbox,
  jobs: ProviderJobs,
  sessionId: string,
  body: Chat,
  onGone: (end: () => void) => void
): Promise<Said> {
  const session = find(sandbox, sessions, sessionId, 'get')
  const input = { session: session.id, ...body }
  const started = jobs.start({ kind: 'ChatCompletion', usualLifecycle: 'instant', input }, { operation: 'chat', body })
  const job = started.finishedAt === null ? await endOf(sandbox, jobs, started.id, onGone) : started
  if (job?.state !== 'succeeded') {
    throw new ModelFailed(toText(job?.error ?? null) || `The model did not respond: ${job?.state ?? 'unknown'}`)
  }
  const content = job.output === null ? complete(sandbox.seed, job.id) : toText(job.output)
  if (body.save !== false) save(sandbox, session.id, body, content)
  return { id: job.id, content, promptTokens: countTokens(JSON.stringify(body.messages)) }
}

/** The job at its end; undefined if the sandbox was reset before. */
async function endOf (sandbox: Sandbox, jobs: ProviderJobs, id: string, onGone: (end: () => void) => void): Promise<JobView | undefined> {
  // the job is there, and one that has not ended is not evicted
  const wait = jobs.wait({ ids: [id], until: ([job]) => endMomentOf(job!) })
  onGone(wait.end)
  await wait.ended
  const [job] = sandbox.jobs.stored([id])
  return job && viewAt(job, sandbox.clock.now())
}

function endMomentOf ({ steps }: Job): number {
  return steps.find(({ state }) => isFinal(state))?.at ?? Infinity
}

/** Adds a chat to the history of its session. The oldest messages of all sessions make room. */
function save (sandbox: Sandbox, owner: string, { messages, model }: Chat, content: string): void {
  const said: Message[] = [...messages, { role: 'assistant', content }]
  for (const [index, message] of said.entries()) {
    const source = index === said.length - 1 ? 'api_response' : 'api_request'
    const entry = make(sandbox, entries, toEntry(message, source, model ?? 'gpt-4o-mini'), { owner })
    sandbox.collection(entries).put(entry.id, entry, () => true)
  }
}

function toEntry ({ role, name = null, content = null }: Message, source: EntryData['source'], model: string): EntryData {
  return { role, name, content, source, token_count: countTokens(typeof content === 'string' ? content : JSON.stringify(content)), model }
}

/** The history of a session, oldest first. */
export function historyOf (sandbox: Sandbox, sessionId: string): Array<Resource<EntryData>> {
  return list(sandbox, entries, sessionId)
}

/** Deletes the history of a session. */
export function forgetHistory (sandbox: Sandbox, sessionId: string): void {
  for (const { id } of historyOf(sandbox, sessionId)) sandbox.collection(entries).delete(id)
}
