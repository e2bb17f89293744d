import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { safely, type DefectLog } from '../safely.ts'
import { maskAnswerHead, maskUrl, quotedIn, type Head, type Journal, type NewEntry, type Outcome, type Text } from '../journal/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { Ear, hasBody, isForm, isMultipart, toParts } from './bodies.ts'
import { connectionOf, type Connection } from './connections.ts'
import { operationsOf } from './operations.ts'

/** A request on its way through the double, which is its entry in the journal. Whatever takes time is left to whoever reads that. */
export class Exchange implements NewEntry {
  number = 0
  readonly at: number
  readonly realAt: number
  readonly changes: number
  readonly connection: number
  readonly provider: string | undefined
  operations: readonly string[]
  readonly method: string
  readonly url: string
  readonly head: Head
  outcome: Outcome = 'pending'
  status: number | undefined = undefined
  answerHead: string | undefined = undefined
  answer: Text | undefined = undefined
  duration: number | undefined = undefined
  lost: readonly string[] | undefined = undefined
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #sandbox: Sandbox
  /** That of the world in which it came: a reset takes it away with its entries. */
  readonly #journal: Journal
  readonly #connection: Connection
  /** ms of the process, finer than the real moment. */
  readonly #begin = performance.now()
  #ear: Ear | undefined

  constructor (request: FastifyRequest, reply: FastifyReply, provider: string | undefined) {
    const { raw, sandbox } = request
    const connection = connectionOf(raw.socket)
    this.at = sandbox.clock.now()
    this.realAt = sandbox.lastUsed
    this.changes = sandbox.jobs.changes
    this.connection = connection.number
    this.provider = provider
    this.operations = operationsOf(request)
    this.method = raw.method!
    this.url = maskUrl(request.originalUrl)
    this.head = connection.headOf(raw.rawHeaders)
    this.#request = request
    this.#reply = reply
    this.#sandbox = sandbox
    this.#journal = sandbox.journal
    this.#connection = connection
    this.#journal.open(this)
    reply.raw.on('close', () => this.#end())
  }

  /** As far as it has come; undefined if it cannot be written as text, which is a defect. */
  get body (): Text | undefined {
    const { raw } = this.#request
    if (this.#ear === undefined && !isMultipart(raw)) return undefined
    return safely(this.#log, 'the journal of a body', () => this.#ear !== undefined ? this.#ear.toText(isForm(raw)) : toParts(raw, this.#request.body))
  }

  get faults (): readonly string[] | undefined { return this.#request.spoiltBy }

  /** Hears the body while its reader reads it. The parts of a form are told by the reader. */
  hear (payload: NodeJS.ReadableStream): void {
    const { raw } = this.#request
    if (!hasBody(raw) || isMultipart(raw)) return
    this.#ear = new Ear()
    this.#ear.listen(payload)
  }

  name (operations: readonly string[]): void {
    this.#journal.name(this, operations)
  }

  hearAnswer (payload: unknown): void {
    this.answer = this.#connection.answerOf(payload, this.#reply)
  }

  /** A fault takes its reply, or a part of it: which jobs it names would be lost with it. */
  async lose (reply: unknown): Promise<void> {
    if (typeof reply !== 'string') return
    const named = await this.#sandbox.jobs.standings(this.provider!, quotedIn(reply), this.at, this.changes)
    if (named.length > 0) this.lost = named.map(({ id }) => id)
  }

  get #log (): DefectLog { return this.#request.server.log }

  /** Once: a response that waited behind another may be closed twice. Each step runs whether or not the one before it crashed. */
  #end (): void {
    if (this.outcome !== 'pending') return
    safely(this.#log, 'the end of a request', () => this.#conclude())
    safely(this.#log, 'the journal of a request', () => this.#journal.close(this))
    safely(this.#log, 'the event of a request', () => {
      // a journal that a reset has taken away is no news
      if (this.#sandbox.journal === this.#journal) this.#sandbox.events.add('request', this.number)
    })
  }

  /** Reads off the response how it ended, and what of it was sent. */
  #conclude (): void {
    const { raw } = this.#reply
    const { writableEnded, writableFinished, socket } = raw
    // where no connection is behind it (inject) nobody tells that the last byte is out
    this.outcome = writableFinished || (writableEnded && socket?.destroyed === false) ? 'answered' : 'broken'
    this.duration = performance.now() - this.#begin
    // one that has come to its end in the queue behind another has no socket, and nothing of it was sent
    if (raw.headersSent && (this.outcome === 'answered' || socket !== null)) {
      this.status = raw.statusCode
      // a provider sends no credentials there, but a fault may
      this.answerHead = this.faults === undefined ? headOf(raw) : maskAnswerHead(headOf(raw))
      if (this.faults !== undefined && this.#isShort()) this.outcome = 'broken'
    } else {
      this.answer = undefined
    }
  }

  /** Whether a fault has announced more than was sent. */
  #isShort (): boolean {
    const [, announced] = /^content-length: (\d+)/im.exec(this.answerHead!) ?? []
    return Number(announced) > (this.answer?.bytes ?? Infinity)
  }
}

/** The head of an answer as it went over the wire, whoever wrote it; Node keeps it under this name. */
function headOf (raw: ServerResponse): string {
  return (raw as ServerResponse & { _header: string })._header
}
