import { request } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Test } from 'tap'

export interface SeenEvent { event: string, id: number, data: any }

/** A client that reads the events of a sandbox over a real socket. */
export interface Reader {
  answer: IncomingMessage
  /** What came so far, as it came. */
  text (): string
  /** Resolves with the events once there are so many. */
  until (count: number): Promise<SeenEvent[]>
  /** Resolves with all events once the stream has ended, or was cut off. */
  all (): Promise<SeenEvent[]>
  leave (): void
}

/** Follows `/@a/__admin/events` of the double at `url`; resolves once it is followed. */
export async function follow (t: Test, url: string, headers: Record<string, string> = {}): Promise<Reader> {
  const asked = request(url, { headers, agent: false }).end()
  t.teardown(() => asked.destroy())
  const [answer] = await once(asked, 'response') as [IncomingMessage]
  let [text, begun] = ['', '']
  const seen: SeenEvent[] = []
  answer.setEncoding('utf8').on('error', () => {}).on('data', (data: string) => {
    text += data
    const blocks = (begun + data).split('\n\n')
    begun = blocks.pop()!
    seen.push(...blocks.flatMap(toEvent))
  })
  const closed = once(answer, 'close').catch(() => {})
  await Promise.race([once(answer, 'data'), closed])
  return {
    answer,
    text: () => text,
    async until (count) {
      while (seen.length < count) await Promise.race([once(answer, 'data'), closed])
      return [...seen]
    },
    async all () {
      await closed
      return [...seen]
    },
    leave () { asked.destroy() }
  }
}

/** None of a block that only says an id. */
function toEvent (block: string): SeenEvent[] {
  const fields = Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/s)))
  return fields.data === undefined ? [] : [{ event: fields.event, id: Number(fields.id), data: JSON.parse(fields.data) }]
}
