import type { App } from '../../provider.ts'
import { toDeleted } from '../map.ts'
import { filterByMetadata, toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { find, list, remove, unknownIn } from '../resources.ts'
import { dependencyUnknownIn } from '../strict.ts'
import { canonical } from '../values.ts'
import { createDoc, ownerKey, removeDocs, searchDocs, toVectors } from './docs.ts'
import { toDoc, toFound } from './map.ts'
import { docs, embed, getDoc, roles, schemasOf, type Role } from './schema.ts'

export function docRoutes (app: App): void {
  for (const role of roles) ownedDocRoutes(app, role)

  app.get('/api/docs/:doc_id', called('getDoc', getDoc, [unknownIn(docs, 'get')]), (request, reply) =>
    respond(reply, 200, toDoc(find(request.sandbox, docs, canonical(request.params.doc_id!)), request.jobs.dialect, stampOf(request))))

  app.post('/api/embed', called('embed', embed), ({ sandbox, body }, reply) =>
    respond(reply, 200, { vectors: toVectors(sandbox, body.text) }))
}

/** The routes for the documents of agents or of users. */
function ownedDocRoutes (app: App, role: Role): void {
  const schemas = schemasOf(role)
  const noun = role === 'agent' ? 'Agent' : 'User'
  const path = `/api/${role}s/:${role}_id`
  // the schema requires the parameter
  const idOf = ({ params }: { params: Record<string, string> }) => canonical(params[`${role}_id`]!)

  app.post(`${path}/docs`, called(`create${noun}Doc`, schemas.create, [dependencyUnknownIn('doc')]), (request, reply) => {
    const { doc, job } = createDoc(request.sandbox, request.jobs, role, idOf(request), request.body)
    return respond(reply, 201, { ...toDoc(doc, request.jobs.dialect, stampOf(request)), jobs: [job] })
  })

  app.get(`${path}/docs`, called(`list${noun}Docs`, schemas.list), (request, reply) => {
    const found = filterByMetadata(list(request.sandbox, docs, ownerKey(role, idOf(request))), request.query)
    return respond(reply, 200, toPage(found, request.query, doc => toDoc(doc, request.jobs.dialect, stampOf(request))))
  })

  app.delete(`${path}/docs/:doc_id`, called(`delete${noun}Doc`, schemas.remove, [unknownIn(docs, 'delete')]), (request, reply) => {
    const { id } = remove(request.sandbox, docs, canonical(request.params.doc_id!), ownerKey(role, idOf(request)))
    return respond(reply, 202, toDeleted(request.sandbox, id, stampOf(request)))
  })

  app.delete(`${path}/docs`, called(`bulkDelete${noun}Docs`, schemas.removeMany), (request, reply) => {
    const removed = removeDocs(request.sandbox, ownerKey(role, idOf(request)), request.body)
    const items = removed.map(({ id }) => toDeleted(request.sandbox, id, stampOf(request)))
    return respond(reply, 202, { items })
  })

  app.post(`${path}/search`, called(`search${noun}Docs`, schemas.search), (request, reply) =>
    respond(reply, 200, toFound(searchDocs(request.sandbox, ownerKey(role, idOf(request)), request.body))))
}
