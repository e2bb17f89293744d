/** The properties of a `JobdoubleError` in addition to its message. */
export interface ErrorDetails {
  code: string
  /** The HTTP status of the response; undefined if there was none. */
  status?: number | undefined
  field?: string | undefined
  cause?: unknown
}

/**
 * Thrown by every call of the client that fails, and by `start`. An aborted call throws the reason of its signal instead.
 *
 * docs/errors.md lists the codes of the control API (`JOB_FINISHED`, `INVALID_FIELD`, …) and of the client (`CONNECTION_FAILED`, …).
 */
export class JobdoubleError extends Error {
  override readonly name = 'JobdoubleError'
  /** An error code of the control API or of the client. */
  readonly code: string
  /** The HTTP status of the response; undefined if there was none. */
  readonly status: number | undefined
  /** The path of the value that is not valid: `lifecycle.steps[0].after`, or the name of an option of `start`. */
  readonly field: string | undefined

  constructor (message: string, { code, status, field, cause }: ErrorDetails) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.status = status
    this.field = field
  }
}
