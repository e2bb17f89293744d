import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import {
  quotedIn, redactResponseHead, redactUrl, type Head, type Journal, type KeptBody, type NewExchange, type Outcome
} from '../../journal/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { safely, type DefectLog } from '../../defects.ts'
import { BodyRecorder, hasBody, isForm, isMultipart, toParts } from './bodies.ts'
import { connectionOf, type Connection } from './connections.ts'

/** What the journal records of a request besides its bytes. Some of it changes while the request is in progress. */
export interface RecordedRequest {
  readonly provider: string
  readonly routeOperations: readonly string[] | undefined
  /** Whether the journal keeps only the size of the body. */
  readonly hasSecretBody: boolean
  readonly sandbox: Sandbox
  /** The ids of the faults that fired, in order; undefined if none did. */
  readonly faults: readonly string[] | undefined
}

/** The exchange of a request in progress. Slow work, such as parsing bodies, waits until the journal is read. */
export class OpenExchange implements NewExchange {
  /** Assigned by the journal. */
  number = 0
  readonly at: number
  readonly realAt: number
  readonly revision: number
  endedAt: number
  endedRevision: number
  readonly connection: number
  readonly provider: string | undefined
  operations: readonly string[]
  readonly method: string
  readonly url: string
  readonly head: Head
  outcome: Outcome = 'pending'
  status: number | undefined = undefined
  responseHead: string | undefined = undefined
  responseBody: KeptBody | undefined = undefined
  duration: number | undefined = undefined
  lost: readonly string[] | undefined = undefined
  stub: string | undefined = undefined
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #traffic: RecordedRequest
  /** The journal of the sandbox when the request arrived: a reset replaces it. */
  readonly #journal: Journal
  readonly #connection: Connection
  /** When the request arrived, in ms since the process started: more precise than `realAt`. */
  readonly #begin = performance.now()
  #body: BodyRecorder | undefined = undefined

  constructor (request: FastifyRequest, reply: FastifyReply, traffic: RecordedRequest) {
    const { raw } = request
    const { sandbox, provider } = traffic
    const connection = connectionOf(raw.socket)
    this.at = sandbox.clock.now()
    this.realAt = sandbox.lastUsed
    this.revision = sandbox.jobs.revision
    this.endedAt = this.at
    this.endedRevision = this.revision
    this.connection = connection.number
    this.provider = provider === '' ? undefined : provider
    this.operations = traffic.routeOperations!
    this.method = raw.method!
    this.url = redactUrl(request.originalUrl)
    this.head = connection.headOf(raw.rawHeaders)
    this.#request = request
    this.#reply = reply
    this.#traffic = traffic
    this.#journal = sandbox.journal
    this.#connection = connection
    // a multipart body is recorded from the result of its parser
    if (hasBody(raw) && !isMultipart(raw)) this.#body = new BodyRecorder(raw)
    this.#journal.open(this)
    reply.raw.on('close', () => this.#close())
  }

  /** The part of the body that has arrived. Undefined if recording it fails, which is logged as a defect. */
  get body (): KeptBody | undefined {
    const { raw } = this.#request
    const recorder = this.#body
    if (recorder === undefined && !isMultipart(raw)) return undefined
    const body = safely(this.#log, 'recording a body', () => {
      if (recorder === undefined) return toParts(raw, this.#request.body)
      const read = recorder.read()
      return read && this.#connection.bodyOf(read.text, read.bytes, isForm(raw))
    })
    return body !== undefined && this.#traffic.hasSecretBody ? { ...body, text: undefined } : body
  }

  get faults (): readonly string[] | undefined { return this.#traffic.faults }

  name (operations: readonly string[]): void {
    this.#journal.name(this, operations)
  }

  addResponse (payload: unknown): void {
    this.responseBody = this.#connection.responseOf(payload, this.#reply)
    this.#addEnd()
  }

  #addEnd (): void {
    const { clock, jobs } = this.#traffic.sandbox
    this.endedAt = clock.now()
    this.endedRevision = jobs.revision
  }

  /** Records the jobs named in a response that a fault then replaces, cuts or corrupts. */
  addLostJobs (payload: unknown): void {
    if (typeof payload !== 'string') return
    const { sandbox, provider } = this.#traffic
    const named = sandbox.jobs.statesAt(provider, quotedIn(payload), this.at, this.revision)
    if (named.length > 0) this.lost = named.map(({ id }) => id)
  }

  get #log (): DefectLog { return this.#request.server.log }

  /** Runs once: a pipelined response may emit `close` twice. Each step runs even if the step before it throws. */
  #close (): void {
    if (this.outcome !== 'pending') return
    safely(this.#log, 'completing an exchange', () => this.#complete())
    safely(this.#log, 'writing the journal', () => this.#journal.close(this, this.#connection.latest))
    safely(this.#log, 'adding an event', () => {
      const { sandbox } = this.#traffic
      if (sandbox.journal === this.#journal) sandbox.events.add('request', this.number)
    })
  }

  /** Records how the response ended and, if any of it was sent, its head. */
  #complete (): void {
    const { raw } = this.#reply
    const { writableEnded, writableFinished, socket } = raw
    // an injected request has no connection that could confirm the last byte: there, an ended response counts as sent
    this.outcome = writableFinished || (writableEnded && socket?.destroyed === false) ? 'responded' : 'broken'
    this.duration = performance.now() - this.#begin
    // a stream ends with its connection
    if (this.responseBody === undefined) this.#addEnd()
    // a pipelined response that ends before its turn has no socket, and none of it was sent
    if (raw.headersSent && (this.outcome === 'responded' || socket !== null)) {
      this.status = raw.statusCode
      // providers send no credentials in response headers, but the headers of a fault or a stub may have some
      this.responseHead = this.faults === undefined && this.stub === undefined ? headOf(raw) : redactResponseHead(headOf(raw))
      if (this.faults !== undefined && this.#isShort()) this.outcome = 'broken'
    } else {
      this.responseBody = undefined
    }
  }

  /** Whether fewer bytes were sent than `content-length` announced. */
  #isShort (): boolean {
    const [, announced] = /^content-length: (\d+)/im.exec(this.responseHead!) ?? []
    return Number(announced) > (this.responseBody?.bytes ?? Infinity)
  }
}

/** The head of a response as it was sent. Node keeps it in this undocumented property. */
function headOf (raw: ServerResponse): string {
  return (raw as ServerResponse & { _header: string })._header
}
