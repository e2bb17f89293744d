/** One block of a stream of server-sent events. A block without a kind only carries the latest id. */
export interface Block { kind: string | undefined, id: string | undefined, data: string | undefined }

/** Cuts the text of a stream of server-sent events, which arrives in pieces, into blocks. */
export class BlockReader {
  #rest = ''

  /** The blocks that are complete with this piece. */
  read (piece: string): Block[] {
    const blocks = (this.#rest + piece).split('\n\n')
    // a split text has at least one part
    this.#rest = blocks.pop()!
    return blocks.map(toBlock)
  }
}

function toBlock (text: string): Block {
  const fields = new Map(text.split('\n').map(line => {
    const end = line.indexOf(': ')
    return [line.slice(0, end), line.slice(end + 2)]
  }))
  return { kind: fields.get('event'), id: fields.get('id'), data: fields.get('data') }
}
