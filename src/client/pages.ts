/** One page of a list. */
export interface Page<T> {
  items: T[]
  /** The `cursor` of the page behind; null on the last one. */
  next: string | null
}

/** Which page of a list. */
export interface PageChoice {
  /** How many items it has at most, 1 to 1000; 100 if left out. */
  limit?: number | undefined
  /** The `next` of the page before. */
  cursor?: string | undefined
}

/** Awaited, the first page; in a `for await`, every item of this page and of those behind it. */
export interface Pages<P extends Page<unknown>> extends Promise<P>, AsyncIterable<P['items'][number]> {}

/** `fetchPage` is asked for the first page at once, for the others when an iteration comes to them. */
export function toPages<P extends Page<unknown>> (fetchPage: (cursor?: string) => Promise<P>): Pages<P> {
  const first = fetchPage()
  return Object.assign(first, {
    async * [Symbol.asyncIterator] () {
      let page = await first
      yield * page.items
      while (page.next !== null) {
        page = await fetchPage(page.next)
        yield * page.items
      }
    }
  })
}
