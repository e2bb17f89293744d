// Values that often break programs.

/** Around the limits of levels, and deep enough to exhaust a stack. */
export const levels = [10, 62, 65, 100, 101, 500, 1000, 2000, 5000, 8000]

export const lengths = [300, 5000, 15_000, 15_000, 100_000, 100_000, 1_000_000]

export const prototypeKeys = [
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'toJSON', 'then', 'length'
]

/** As JSON. */
export const numbers = [
  '1e308', '-1e308', '1e999', '1e-400', '-0', '0.1', '4294967296', '-2147483649', '9007199254740993', `1${'0'.repeat(400)}`
]

export const texts = [
  '', ' ', '0', 'null', '1e999', '9'.repeat(40), '\0', 'a\0b', '\ud800', '\udfff\ud800', '\u202ea', '👩‍👩‍👧‍👦', '\r\nx: y', '"\\',
  '%00', '../../etc/passwd', '$(id)', '<script>'
]

export const pathParts = ['%', '%zz', '%c0%80', '%ff', '%00', '%2e%2e', '%2F', '..', '.', '%F0%9F', ...prototypeKeys]

export const credentials = [
  '', 'Bearer', 'Bearer ', 'bearer x y', 'Basic', 'Basic x', 'Basic Og==', 'Digest a=b', 'x'.repeat(5000), '__proto__'
]

export const wrongTypes = [null, true, 0, -1, 1.5, 'x', [], {}, [null], [[]], { a: null }, [{}]]

export const contentTypes = [
  undefined, '', ' ', 'x', '/', '__proto__', 'constructor',
  'application/', 'application/json', 'APPLICATION/JSON', 'application/json;', 'application/json; charset', 'application/json; charset=x',
  'application/json; charset=utf-16', 'application/json, text/plain', 'application/graphql', 'application/xml', 'application/yaml',
  'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=x', 'text/plain', 'text/yaml',
  'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=other', 'multipart/mixed; boundary=edge',
  `multipart/form-data; boundary=${'e'.repeat(300)}`
]

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'SEARCH', 'PURGE']

export const sandboxPrefixes = [
  '/@', '/@/', '/@@', '/@.', '/@..', '/@%', '/@%00', '/@%66%31', '/%40f1', '/@f1/@f2', '/@f1?x=/', '/@a%20b', '/@ünï', '/@1', '/@main',
  '/@demo', ...[64, 65, 1000].map(length => `/@${'x'.repeat(length)}`), ...prototypeKeys.map(key => `/@${key}`)
]

/** The field `map` of GraphQL's multipart requests. */
export const fileMaps = [
  {}, [], [null], null, { file: [] }, { file: 'variables' }, { file: ['variables.input'] }, { file: ['__proto__.x'] },
  { file: ['variables.__proto__'] }, { '': [''] }
]

/** Aliases of aliases: nine lists of nine, eight times. */
const aliases = [...'bcdefghi'].map((name, place) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[place]}`)}]`)

export const bodies = [
  '', ' ', '[', 'null', '[null]', '{"a":1,"a":2}', '&=&a[b]=c&a=1&a=2&%zz=%&__proto__=1&constructor=x',
  Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc0]), 'a: &a [*a]\nb: !!js/function x\n<<: *a\n',
  ['a: &a [x,x,x,x,x,x,x,x,x]', ...aliases].join('\n'), ': '.repeat(10), ': '.repeat(5000),
  ...['[null]', '{}'].map(value => `--edge\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${value}\r\n--edge--\r\n`)
]
