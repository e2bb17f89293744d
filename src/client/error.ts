/** What `JobdoubleError` knows of an error beside its message. */
export interface ErrorDetails {
  code: string
  /** The HTTP status of the answer; undefined if there was none. */
  status?: number | undefined
  field?: string | undefined
  cause?: unknown
}

/**
 * Thrown by every call of the client that fails. An aborted one throws the reason of its signal instead.
 *
 * `code` is the control API's own (`JOB_FINISHED`, `INVALID_FIELD`, …), or one of the client's: `CONNECTION_FAILED` (nobody
 * answers), `NOT_JOBDOUBLE` (somebody else does), `INVALID_URL`, `REQUESTS_DROPPED` (too old for the journal).
 */
export class JobdoubleError extends Error {
  override readonly name = 'JobdoubleError'
  readonly code: string
  /** The HTTP status of the answer; undefined if there was none. */
  readonly status: number | undefined
  /** The path of the value at fault: `lifecycle.steps[0].after`. */
  readonly field: string | undefined

  constructor (message: string, { code, status, field, cause }: ErrorDetails) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.status = status
    this.field = field
  }
}
