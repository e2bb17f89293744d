import { ServerResponse, type IncomingMessage } from 'node:http'

/** What decides whether the bytes of a response may leave. */
export interface Gate {
  /** Whether everything that the response may depend on is stored, and the sandbox is certainly owned by this replica. */
  readonly isOpen: boolean
  /** Calls `done` once that is decided: whether the bytes may leave. */
  wait (done: (mayLeave: boolean) => void): void
  /** Ends a response that must not leave. `hasBegun`: whether a part of it has left. */
  reject (response: ServerResponse, hasBegun: boolean): void
}

/**
 * A response whose bytes wait for the store. The class replaces that of Node for all responses of a replica, so that nothing has to be
 * added to a single one; a response without a gate passes.
 */
export class GatedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  gate: Gate | undefined = undefined
  #held: Array<() => unknown> | undefined = undefined
  #hasBegun = false

  // with the three parameters of Node's own overloads
  override write (chunk: any, encoding?: any, callback?: any): boolean {
    if (this.#isFree()) {
      this.#hasBegun = true
      return super.write(chunk, encoding, callback)
    }
    this.#hold(() => super.write(chunk, encoding, callback))
    return false
  }

  override end (chunk?: any, encoding?: any, callback?: any): this {
    if (this.#isFree()) return super.end(chunk, encoding, callback)
    this.#hold(() => super.end(chunk, encoding, callback))
    return this
  }

  /** Acts as soon as bytes may leave. */
  whenFree (act: () => void): void {
    if (this.#isFree()) act()
    else this.#hold(act)
  }

  #isFree (): boolean {
    return this.#held === undefined && (this.gate === undefined || this.gate.isOpen)
  }

  #hold (send: () => unknown): void {
    if (this.#held !== undefined) {
      this.#held.push(send)
      return
    }
    this.#held = [send]
    // a response is held only if it has a gate
    const gate = this.gate!
    gate.wait(mayLeave => {
      const held = this.#held!
      this.#held = undefined
      if (this.destroyed) return
      if (!mayLeave) return gate.reject(this, this.#hasBegun)
      this.#hasBegun = true
      for (const send of held) send()
      // `write` has returned false
      if (!this.writableEnded && !this.writableNeedDrain) this.emit('drain')
    })
  }
}
