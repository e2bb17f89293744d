import { stringify } from 'yaml'

const mark = '\ue000'
const placeholder = new RegExp(`"?${mark}(\\d+)${mark}"?`, 'g')

/** Returns a placeholder for JSON that JSON.stringify cannot write, such as 8,000 brackets or 1e999. The encoders insert the text. */
export function raw (texts, text) {
  return `${mark}${texts.push(text) - 1}${mark}`
}

function insert (json, texts) {
  return json.replace(placeholder, (_, place) => texts[place])
}

function toJson (value, texts) {
  return insert(JSON.stringify(value), texts)
}

/** Each encodes the value of a request as `{ type, body }`. */
export const encoders = {
  json: ({ value, texts }) => ({ type: 'application/json', body: toJson(value, texts) }),

  // JSON is YAML too
  yaml: ({ value, texts }) => {
    const json = toJson(value, texts)
    return { type: 'application/yaml', body: texts.length > 0 || json.length > 10_000 ? json : stringify(value) }
  },

  form: ({ value, texts }) => {
    const pairs = toFields(value, texts).map(field => field.map(text => encodeURIComponent(text.toWellFormed())).join('='))
    return { type: 'application/x-www-form-urlencoded', body: pairs.join('&') }
  },

  multipart: ({ value, texts, parts, map = {}, oddForm }) => {
    const isGraphql = typeof value?.query === 'string'
    const fields = isGraphql ? [['operations', toJson(value, texts)], ['map', toJson(map, texts)]] : toFields(value, texts)
    const body = toMultipart([...fields.map(([name, text]) => ({ name, text })), ...parts], oddForm)
    return { type: 'multipart/form-data; boundary=edge', body }
  }
}

/** A value that is not an object becomes the field `operations`, in which GraphQL clients send a request. */
function toFields (value, texts) {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const fields = isObject ? Object.entries(value) : [['operations', value]]
  return fields.map(([name, inner]) => [name, typeof inner === 'string' ? insert(inner, texts) : toJson(inner ?? null, texts)])
}

/** `odd` says what is wrong with the body: `endless` (no final boundary), `headless` (parts without headers) or `empty` (no parts). */
function toMultipart (parts, odd) {
  if (odd === 'empty') return '--edge--\r\n'
  const texts = parts.map(({ name, fileName, type, text }) => {
    const names = [name === undefined ? '' : `; name="${name}"`, fileName === undefined ? '' : `; filename="${fileName}"`].join('')
    const headers = [`Content-Disposition: form-data${names}\r\n`, type === undefined ? '' : `Content-Type: ${type}\r\n`].join('')
    return `--edge\r\n${odd === 'headless' ? '' : headers}\r\n${text}\r\n`
  })
  return texts.join('') + (odd === 'endless' ? '' : '--edge--\r\n')
}
