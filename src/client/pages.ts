/** One page of a list. */
export interface Page<T> {
  items: T[]
  /** The `cursor` of the next page; null on the last page. */
  next: string | null
}

/** Selects a page of a list. */
export interface PageOptions {
  /** The largest number of items on a page, 1 to 1000; 100 if missing. */
  limit?: number | undefined
  /** The `next` of the previous page. */
  cursor?: string | undefined
}

/** An `await` resolves with the first page; a `for await` iterates over every item from this page to the last. */
export interface Pages<P extends Page<unknown>> extends Promise<P>, AsyncIterable<P['items'][number]> {}

/** `fetchPage` is called for the first page at once, for each other page when an iteration needs it. */
export function toPages<P extends Page<unknown>> (fetchPage: (next: { cursor?: string }) => Promise<P>): Pages<P> {
  const first = fetchPage({})
  return Object.assign(first, {
    async * [Symbol.asyncIterator] () {
      let page = await first
      yield * page.items
      while (page.next !== null) {
        page = await fetchPage({ cursor: page.next })
        yield * page.items
      }
    }
  })
}
