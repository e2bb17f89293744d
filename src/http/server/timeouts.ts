import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'
import { safely } from '../../defects.ts'

/** What the server expects from a client: the rest of a body, or that it reads its responses. */
export interface Expected {
  /** Whether nothing is expected any more. */
  readonly over: boolean
  /** A number that changes whenever the client makes progress. */
  readonly progress: number
  /** Called once after the client has made no progress for the time limit. */
  abort (): void
}

/** The longest interval of setInterval, in ms. */
const maxTimer = 2 ** 31 - 1

/** The interval (ms) at which to check a time limit of `limit` ms. */
export function checkInterval (limit: number): number {
  return Math.min(Math.ceil(limit / 4), maxTimer)
}

/** Detects clients that make no progress. Uses real time: this is about connections, not jobs. */
export class StallDetector {
  readonly #limit: number
  readonly #watched = new Map<Socket, { expected: Expected, progress: number, since: number }>()

  /** `limit`: ms without progress after which the detector aborts. It runs while the server listens. */
  constructor ({ server, log }: FastifyInstance, limit: number) {
    this.#limit = limit
    server.once('listening', () => {
      const timer = setInterval(() => safely(log, 'aborting a stalled request', () => this.#check()), checkInterval(limit)).unref()
      server.once('close', () => clearInterval(timer))
    })
  }

  /** Replaces what was watched on this connection. */
  watch (socket: Socket, expected: Expected): void {
    this.#watched.set(socket, { expected, progress: expected.progress, since: performance.now() })
  }

  forget (socket: Socket, expected: Expected): void {
    if (this.#watched.get(socket)?.expected === expected) this.#watched.delete(socket)
  }

  #check (): void {
    const now = performance.now()
    for (const [socket, watched] of this.#watched) {
      const { expected } = watched
      if (socket.destroyed || expected.over) {
        this.#watched.delete(socket)
      } else if (expected.progress !== watched.progress) {
        [watched.progress, watched.since] = [expected.progress, now]
      } else if (now - watched.since >= this.#limit) {
        this.#watched.delete(socket)
        expected.abort()
      }
    }
  }
}
