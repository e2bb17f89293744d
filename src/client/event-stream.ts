import type { TextStream } from './request.ts'

/** One block of a stream of server-sent events; without a kind it only says how far the stream has come. */
export interface Block { kind: string | undefined, id: number, data: unknown }

export async function * blocksOf (stream: TextStream): AsyncGenerator<Block, void> {
  let text = ''
  for (let piece = await stream.read(); piece !== undefined; piece = await stream.read()) {
    const blocks = (text + piece).split('\n\n')
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
