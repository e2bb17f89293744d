import { Journal, type JournalLimit, type NewExchange, type KeptBody } from '../../src/journal/index.ts'
import { start } from './double.ts'

/** An exchange with a complete response, with the given properties. */
export function exchange (given: Partial<NewExchange> = {}): NewExchange {
  return {
    number: 0,
    at: start,
    realAt: start,
    revision: 0,
    endedAt: start,
    endedRevision: 0,
    connection: 1,
    provider: 'waveline',
    operations: ['waveline.getJob'],
    method: 'GET',
    url: '/api/v1/jobs/j1',
    head: { text: 'Host\nlocalhost', key: undefined },
    body: undefined,
    faults: undefined,
    lost: undefined,
    stub: undefined,
    outcome: 'responded',
    status: 200,
    responseHead: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n',
    responseBody: text({ id: 'j1' }),
    duration: 1.5,
    ...given
  }
}

export function text (value: unknown): KeptBody {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { text, bytes: Buffer.byteLength(text), truncated: false }
}

/** A journal with exchanges, opened and closed one after the other. */
export function journalOf (exchanges: ReadonlyArray<Partial<NewExchange>>, limit: JournalLimit = {}): Journal {
  const journal = new Journal(limit)
  for (const given of exchanges) add(journal, given)
  return journal
}

export function add (journal: Journal, given: Partial<NewExchange> = {}): NewExchange {
  const made = exchange(given)
  journal.open(made)
  if (made.outcome !== 'pending') journal.close(made)
  return made
}
