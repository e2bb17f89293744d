// From our words to Acme's: a job, and each kind of failure.
import { reasonOf } from 'jobdouble/provider'
import { toInput } from './schema.js'

export function toRender ({ id, status, state, input, output }) {
  const image = typeof output === 'string' ? output : `https://acme.example/images/${id}.png`
  return { id, status, scene: toInput(input).scene, image: state === 'succeeded' ? image : null }
}

const statusOf = { credentials: 401, malformed: 400, invalid: 400, 'too-large': 413, 'media-type': 415, 'no-route': 404, 'wrong-method': 405, crash: 500 }

export function toErrorResponse (failure) {
  const status = failure.status ?? statusOf[failure.kind]
  return { status, body: { error: failure.kind === 'invalid' ? `${failure.issues[0].path.join('.')} ${failure.issues[0].message}` : reasonOf(status) } }
}
