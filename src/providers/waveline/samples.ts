import type { Shape } from './shape.ts'

/** Sample texts by the name of the element. The last row matches any name. */
export const texts: ReadonlyArray<readonly [name: RegExp, samples: readonly string[]]> = [
  [/mail/i, ['ada@example.com', 'office@example.org', 'c.babbage@example.net']],
  [/phone|mobile|fax/i, ['+1 555 0100', '+1 555 0142', '+44 1632 960018']],
  [/date|birth|_(at|on)$/i, ['2023-11-30', '2024-02-29', '2024-07-15', '2025-01-01']],
  [/address|street|city/i, ['12 Analytical Row, London', '7 Harbour Street, Portsmouth', '31 Mill Lane, Leeds']],
  [/currency/i, ['EUR', 'GBP', 'USD']],
  [/number|code|(^|_)id$/i, ['2024-0117', 'A-20391', 'X7-448', '900-12']],
  [/name|person|vendor|customer|party/i, ['Ada Byron', 'Charles Babbage', 'Mary Somerville', 'Difference Engines Ltd']],
  [/(?:)/, ['as agreed', 'see annex', 'standard terms', 'on delivery', 'two copies', 'to be confirmed']]
]

/** The names of elements whose numbers are counts, and therefore whole. */
export const counted = /age|count|quantity|year|days|pages|copies/i

/** The shapes that guess-shape returns. */
export const guesses: readonly Shape[] = [
  [
    { name: 'full_name', type: 'string' },
    { name: 'phone_number', type: 'string' },
    { name: 'age', type: 'number' },
    { name: 'languages', type: 'string', isArray: true },
    {
      name: 'positions',
      type: 'object',
      isArray: true,
      elements: [{ name: 'title', type: 'string' }, { name: 'years', type: 'number' }]
    }
  ],
  [
    { name: 'invoice_number', type: 'string' },
    { name: 'due_date', type: 'string', description: 'The last day on which it can be paid' },
    { name: 'total', type: 'number' },
    { name: 'currency', type: 'string' },
    { name: 'is_paid', type: 'boolean' },
    {
      name: 'items',
      type: 'object',
      isArray: true,
      elements: [{ name: 'description', type: 'string' }, { name: 'quantity', type: 'number' }, { name: 'price', type: 'number' }]
    }
  ],
  [
    { name: 'parties', type: 'string', isArray: true },
    { name: 'start_date', type: 'string' },
    { name: 'notice_days', type: 'number' },
    { name: 'is_signed', type: 'boolean' },
    { name: 'landlord', type: 'object', elements: [{ name: 'name', type: 'string' }, { name: 'address', type: 'string' }] }
  ]
]
