import type { Sandbox } from '../../../sandboxes/index.ts'
import type { App } from '../../provider.ts'
import { toDeleted, type Stamp } from '../map.ts'
import { toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { change, errorOf, find, list, put, remove, unknownIn, type Resource } from '../resources.ts'
import { canonical } from '../values.ts'
import * as schemas from './schema.ts'
import type { NewSecret, SecretData } from './schema.ts'

const { secrets } = schemas

export function secretRoutes (app: App): void {
  app.post(
    '/api/secrets',
    called('createSecret', schemas.createSecret, [nameTakenIn('create')], { secretBody: true }),
    (request, reply) => {
      mustBeFree(request.sandbox, request.body.name, 'create')
      return respond(reply, 201, toSecret(put(request.sandbox, secrets, fromNewSecret(request.body)), stampOf(request)))
    }
  )

  app.get('/api/secrets', called('listSecrets', schemas.listSecrets), (request, reply) =>
    respond(reply, 200, toPage(list(request.sandbox, secrets), request.query, secret => toSecret(secret, stampOf(request))).items))

  app.put(
    '/api/secrets/:secret_id',
    called('updateSecret', schemas.updateSecret, [unknownIn(secrets, 'update'), nameTakenIn('update')], { secretBody: true }),
    (request, reply) => {
      const secret = find(request.sandbox, secrets, canonical(request.params.secret_id), 'update')
      mustBeFree(request.sandbox, request.body.name, 'update', secret.id)
      return respond(reply, 200, toSecret(change(request.sandbox, secrets, secret, fromNewSecret(request.body)), stampOf(request)))
    }
  )

  app.delete('/api/secrets/:secret_id', called('deleteSecret', schemas.deleteSecret, [unknownIn(secrets, 'delete')]), (request, reply) => {
    const { id } = remove(request.sandbox, secrets, canonical(request.params.secret_id))
    return respond(reply, 202, toDeleted(request.sandbox, id, stampOf(request)))
  })
}

/** The error for a name that another secret has, in the words of the server's database layer (observed). */
function nameTakenIn (operation: string) {
  return errorOf('RESOURCE_EXISTS', `A secret with these unique properties already exists during ${operation}`, 409)
}

/** Throws RESOURCE_EXISTS if a secret other than that of `id` has the name. */
function mustBeFree (sandbox: Sandbox, name: string, operation: string, id?: string): void {
  if (list(sandbox, secrets).some(secret => secret.data.name === name && secret.id !== id)) throw new (nameTakenIn(operation))()
}

function fromNewSecret ({ name, description = null, metadata }: NewSecret): SecretData {
  return { name, description, metadata: { ...metadata } }
}

/** The server shows this word for every value. */
function toSecret ({ id, createdAt, updatedAt, data }: Resource<SecretData>, stamp: Stamp) {
  return { id, created_at: stamp(createdAt), updated_at: stamp(updatedAt), ...data, value: 'ENCRYPTED' }
}
