import { drawer } from './draw.js'
import { encoders } from './encode.js'
import { messageMutations, valueMutations } from './mutations.js'
import { ids, toInput, toValue } from './values.js'

const clocks = [{ mode: 'frozen', now: '2025-01-01T00:00:00Z' }, { mode: 'real' }, { mode: 'scaled', rate: 1000 }]

/** The sandboxes that the requests share, as bodies for POST /__admin/sandboxes. */
export const sandboxes = Array.from({ length: 8 }, (_, place) => ({
  name: `f${place}`,
  seed: place,
  clock: clocks[place % clocks.length],
  dialects: place < 4 ? {} : { starfish: 'observed', julep: 'observed' }
}))

/** How often each operation is drawn, 5 if it is not listed: often those that create something, rarely those that remove everything. */
const weights = {
  createJob: 60,
  advanceClock: 20,
  deleteFaults: 20,
  putSnapshot: 20,
  putLifecycle: 10,
  listJobs: 10,
  listRequests: 10,
  findRequests: 10,
  verifyRequests: 10,
  createFault: 2,
  changeFault: 2,
  deleteSandbox: 1,
  resetSandbox: 1
}

/** Values for path parameters, by a part of the path. */
const named = [
  ['/faults/', ['fault-1', 'fault-2', 'fault-9']],
  ['/rules/', ['rule-1', 'rule-2']],
  ['/requests/', ['1', '2', '100', '5000']],
  ['/lifecycles/', ['own', 'other', 'success']],
  ['/sandboxes/', sandboxes.map(({ name }) => name)],
  ['', ids]
]

const file = { name: 'file', fileName: 'a.txt', type: 'text/plain', text: 'A line.\n' }
const signIn = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' }

/**
 * Returns a function that draws the request at an index, the same in each run. `snapshot` is a valid one, for PUT /__admin/snapshot;
 * `name` is that of the only operation to draw, if it is given.
 */
export function requestsFrom ({ seed, operations, name, snapshot }) {
  const drawn = operations.filter(operation => name === undefined || operation.name === name)
  const weighted = drawn.flatMap(operation => Array(weights[operation.name] ?? 5).fill(operation))
  const withBody = operations.filter(({ schema }) => schema !== undefined)
  return index => {
    const draw = drawer(seed, index)
    const operation = draw.pick(weighted)
    const request = {
      index,
      operation,
      mutations: [],
      method: operation.method,
      prefix: draw.chance(0.1) ? '' : `/@${draw.pick(sandboxes).name}`,
      path: operation.path,
      query: [],
      headers: [['authorization', 'Bearer any'], ['x-api-key', 'any']],
      parts: [],
      texts: [],
      form: 'json',
      ...toContent(operation, snapshot, draw)
    }
    if (operation.name === 'createJob' && draw.chance(0.5)) {
      // what a client sends to start a job, of whichever provider
      const { schema, document } = draw.pick(withBody)
      request.value.input = toValue(schema, document, draw)
    }
    fillIn(request, draw)
    const mutations = draw.pick([0, 1, 1, 1, 1, 2, 3])
    const messages = []
    for (let done = 0; done < mutations; done++) {
      if (request.value !== undefined && draw.chance(0.6)) mutate(request, valueMutations, draw)
      else messages.push(() => mutate(request, messageMutations, draw))
    }
    Object.assign(request, request.value === undefined && request.parts.length === 0 ? {} : encoders[request.form](request))
    for (const message of messages) message()
    return request
  }
}

function mutate (request, mutations, draw) {
  const name = draw.pick(Object.keys(mutations))
  request.mutations.push(name)
  mutations[name](request, draw)
}

function toContent ({ name, field, query, schema, document }, snapshot, draw) {
  if (field !== undefined) {
    const variables = Object.fromEntries(field.args.map(arg => [arg.name, toInput(arg.type, draw, arg.name)]))
    return { value: { query, variables }, form: draw.pick(['json', 'json', 'json', 'form', 'multipart']) }
  }
  if (name === 'putSnapshot' && draw.chance(0.9)) return { value: structuredClone(snapshot) }
  if (name === 'putLifecycle') return { value: toValue(schema, document, draw), form: draw.pick(['json', 'yaml']) }
  if (name === 'POST /api/static/proxy/upload') return { value: {}, form: 'multipart', parts: [file] }
  if (name === 'POST /api/oauth/token') return { value: { ...signIn }, form: draw.pick(['json', 'form']) }
  return schema === undefined ? {} : { value: toValue(schema, document, draw) }
}

function fillIn (request, draw) {
  const { parameters, document } = request.operation
  for (const { name, in: place, schema, required = false } of parameters) {
    if (place === 'path') {
      const [, values] = named.find(([part]) => request.path.includes(part))
      request.path = request.path.replace(`{${name}}`, encodeURIComponent(draw.pick(schema?.enum ?? values)))
    } else if (required || draw.chance(0.4)) {
      const value = String(toValue(schema ?? {}, document, draw, name))
      if (place === 'query') request.query.push([name, value])
      else request.headers.push([name, value])
    }
  }
}
