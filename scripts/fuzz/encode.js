import { stringify } from 'yaml'

const mark = '\ue000'

/** Returns a placeholder for text that JSON.stringify cannot produce, such as 8,000 opening brackets or 1e999. The encoders insert the text. */
export function raw (texts, text) {
  return `${mark}${texts.push(text) - 1}${mark}`
}

const placeholder = new RegExp(`"?${mark}(\\d+)${mark}"?`, 'g')

function toJson (value, texts) {
  return JSON.stringify(value).replace(placeholder, (_, place) => texts[place])
}

/** Each encodes the value of a request as `{ type, body }`. */
export const encoders = {
  json: ({ value, texts }) => ({ type: 'application/json', body: toJson(value, texts) }),

  // JSON is YAML too
  yaml: ({ value, texts }) => {
    const json = toJson(value, texts)
    return { type: 'application/yaml', body: texts.length > 0 || json.length > 10_000 ? json : stringify(value) }
  },

  form: ({ value, texts }) => ({
    type: 'application/x-www-form-urlencoded',
    body: toFields(value, texts).map(([name, text]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`).join('&')
  }),

  multipart: ({ value, texts, parts, map = {}, oddForm }) => {
    const isGraphql = typeof value?.query === 'string'
    const fields = isGraphql ? [['operations', toJson(value, texts)], ['map', toJson(map, texts)]] : toFields(value, texts)
    return { type: 'multipart/form-data; boundary=edge', body: toMultipart([...fields.map(([name, text]) => ({ name, text })), ...parts], oddForm) }
  }
}

/** A value that is not an object becomes the field `operations`, which is where GraphQL clients send a request. */
function toFields (value, texts) {
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [['operations', value]]
  return fields.map(([name, inner]) => [name, typeof inner === 'string' ? inner.replace(placeholder, (_, place) => texts[place]) : toJson(inner ?? null, texts)])
}

/** `odd` says what is wrong with the whole body: `endless` (no final boundary), `headless` (parts without headers) or `empty` (no parts). */
function toMultipart (parts, odd) {
  if (odd === 'empty') return '--edge--\r\n'
  const texts = parts.map(({ name, fileName, type, text }) => {
    const disposition = ['form-data', ...name === undefined ? [] : [`name="${name}"`], ...fileName === undefined ? [] : [`filename="${fileName}"`]].join('; ')
    const headers = odd === 'headless' ? '' : `Content-Disposition: ${disposition}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}`
    return `--edge\r\n${headers}\r\n${text}\r\n`
  })
  return texts.join('') + (odd === 'endless' ? '' : '--edge--\r\n')
}
