import { JobdoubleError } from './error.ts'
import type { EventOptions, Events, OpenEvents, SandboxEvent } from './events.ts'
import type { CallOptions, Open, TextStream } from './request.ts'

/** The number of connections in a row that may break without an event before the stream fails. */
const maxFruitless = 10

/** Returns the method `events` of a sandbox. `exists` resolves with whether the sandbox exists, without creating it. */
export function eventsOf (open: Open, exists: (options: CallOptions) => Promise<boolean>): (options?: EventOptions) => Events {
  return (options = {}) => ({
    then: async (onOpen, onError) => await start(options).then(onOpen, onError),
    async * [Symbol.asyncIterator] () { yield * await start(options) }
  })

  async function start ({ kinds, signal, lastEventId }: EventOptions): Promise<OpenEvents> {
    const connect = async (): Promise<TextStream> =>
      await open('GET /__admin/events', { signal, query: { kinds: kinds?.join(), lastEventId } })
    let stream = await connect()
    let fruitless = 0

    /** Reads one connection; returns true at the end of the stream, false if the connection broke. */
    async function * readConnection (): AsyncGenerator<SandboxEvent, boolean> {
      try {
        for await (const { kind, id, data } of blocksOf(stream)) {
          lastEventId = id
          if (kind === undefined) continue
          fruitless = 0
          // the server sends no other kinds, and the data of each as `EventData` has it
          yield { kind, id, data } as SandboxEvent
        }
        return true
      } catch (error) {
        const isBroken = error instanceof JobdoubleError && error.code === 'CONNECTION_FAILED'
        // a request for the events of a deleted sandbox would create it again
        if (!isBroken || fruitless++ === maxFruitless || !await exists({ signal })) throw error
        return false
      }
    }

    async function * readAll (): AsyncGenerator<SandboxEvent, undefined> {
      while (!(yield * readConnection())) stream = await connect()
    }

    const events = readAll()
    const close = async (): Promise<IteratorResult<SandboxEvent>> => {
      await stream.close()
      return await events.return(undefined)
    }
    const opened: OpenEvents = {
      next: async () => await events.next(),
      return: close,
      [Symbol.asyncIterator]: () => opened,
      [Symbol.asyncDispose]: async () => { await close() }
    }
    return opened
  }
}

/** One block of a stream of server-sent events. A block without a kind only carries the latest id. */
interface Block { kind: string | undefined, id: number, data: unknown }

async function * blocksOf (stream: TextStream): AsyncGenerator<Block, void> {
  let text = ''
  for (let piece = await stream.read(); piece !== undefined; piece = await stream.read()) {
    const blocks = (text + piece).split('\n\n')
    // split returns at least one text
    text = blocks.pop()!
    for (const block of blocks) yield toBlock(block)
  }
}

function toBlock (text: string): Block {
  const fields = Object.fromEntries(text.split('\n').map(line => {
    const end = line.indexOf(': ')
    return [line.slice(0, end), line.slice(end + 2)]
  }))
  return { kind: fields.event, id: Number(fields.id), data: fields.data === undefined ? undefined : JSON.parse(fields.data) }
}
