import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'
import { safely } from '../../defects.ts'

/** Something for which a client has to do its part. */
export interface Awaited {
  /** Whether nothing is awaited any more. */
  readonly over: boolean
  /** Changes whenever something has come. */
  readonly progress: number
  /** Called once nothing has come for too long. */
  giveUp (): void
}

/** What setInterval can count. */
const maxTimer = 2 ** 31 - 1

/** How often (ms) to look whether something has come for which a client has `limit` ms. */
export function lookEvery (limit: number): number {
  return Math.min(Math.ceil(limit / 4), maxTimer)
}

/** Waits for clients so long and no longer, in real time: this is about the wire. */
export class Patience {
  readonly #limit: number
  readonly #watched = new Map<Socket, { awaited: Awaited, progress: number, since: number }>()

  /** `limit`: how many ms a client has for each part, while the server listens. */
  constructor ({ server, log }: FastifyInstance, limit: number) {
    this.#limit = limit
    server.once('listening', () => {
      const timer = setInterval(() => safely(log, 'the end of a request that did not come', () => this.#look()), lookEvery(limit)).unref()
      server.once('close', () => clearInterval(timer))
    })
  }

  /** In place of what was watched on this connection before. */
  watch (socket: Socket, awaited: Awaited): void {
    this.#watched.set(socket, { awaited, progress: awaited.progress, since: performance.now() })
  }

  forget (socket: Socket, awaited: Awaited): void {
    if (this.#watched.get(socket)?.awaited === awaited) this.#watched.delete(socket)
  }

  #look (): void {
    const now = performance.now()
    for (const [socket, watched] of this.#watched) {
      const { awaited } = watched
      if (socket.destroyed || awaited.over) {
        this.#watched.delete(socket)
      } else if (awaited.progress !== watched.progress) {
        [watched.progress, watched.since] = [awaited.progress, now]
      } else if (now - watched.since >= this.#limit) {
        this.#watched.delete(socket)
        awaited.giveUp()
      }
    }
  }
}
