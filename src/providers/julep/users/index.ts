import type { App } from '../../provider.ts'
import { ownerKey, removeDocsOf } from '../docs/docs.ts'
import { toDeleted } from '../map.ts'
import { filterByMetadata, toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { change, find, list, put, remove, unknownIn } from '../resources.ts'
import { canonical } from '../values.ts'
import { fromNewUser, missingInPatch, patchUser, toUser } from './map.ts'
import * as schemas from './schema.ts'

const { users } = schemas

export function userRoutes (app: App): void {
  app.post('/api/users', called('createUser', schemas.createUser), (request, reply) =>
    respond(reply, 201, toUser(put(request.sandbox, users, fromNewUser(request.body)), stampOf(request))))

  app.post('/api/users/:user_id', called('createOrUpdateUser', schemas.createOrUpdateUser), (request, reply) => {
    const user = put(request.sandbox, users, fromNewUser(request.body), { id: canonical(request.params.user_id) })
    return respond(reply, 201, toUser(user, stampOf(request)))
  })

  app.get('/api/users', called('listUsers', schemas.listUsers), (request, reply) => {
    const { sandbox, query } = request
    return respond(reply, 200, toPage(filterByMetadata(list(sandbox, users), query), query, user => toUser(user, stampOf(request))))
  })

  app.get('/api/users/:user_id', called('getUser', schemas.getUser, [unknownIn(users, 'get')]), (request, reply) =>
    respond(reply, 200, toUser(find(request.sandbox, users, canonical(request.params.user_id)), stampOf(request))))

  app.put('/api/users/:user_id', called('updateUser', schemas.updateUser, [unknownIn(users, 'update')]), (request, reply) => {
    const user = find(request.sandbox, users, canonical(request.params.user_id), 'update')
    return respond(reply, 200, toUser(change(request.sandbox, users, user, fromNewUser(request.body)), stampOf(request)))
  })

  app.patch('/api/users/:user_id', called('patchUser', schemas.patchUser, [unknownIn(users, 'patch')]), (request, reply) => {
    const user = find(request.sandbox, users, canonical(request.params.user_id), 'patch')
    const data = patchUser(user.data, request.body, missingInPatch[request.jobs.dialect])
    return respond(reply, 200, toUser(change(request.sandbox, users, user, data), stampOf(request)))
  })

  app.delete('/api/users/:user_id', called('deleteUser', schemas.deleteUser, [unknownIn(users, 'delete')]), (request, reply) => {
    const { id } = remove(request.sandbox, users, canonical(request.params.user_id))
    removeDocsOf(request.sandbox, ownerKey('user', id))
    return respond(reply, 202, toDeleted(request.sandbox, id, stampOf(request)))
  })
}
