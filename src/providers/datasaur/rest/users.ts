import createError from '@fastify/error'
import { Type } from '@sinclair/typebox'
import { requireCredentials } from '../../../http/credentials.ts'
import { acceptAnyJson } from '../../../http/json.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import type { App } from '../../provider.ts'
import { users } from '../collections.ts'
import { credentialOf } from './tokens.ts'

export const UserExists = createError('USER_EXISTS', 'There is a user with this e-mail address', 409)

/** The vendor's script sends 0 or 1 for the switches. */
const SwitchSchema = Type.Optional(Type.Union([Type.Boolean(), Type.Integer()]))

const NewUserSchema = Type.Object({
  email: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  password: Type.String({ minLength: 1 }),
  emailVerified: SwitchSchema,
  generateCredentials: SwitchSchema
})

/** Serves `POST /api/v1/users`, with which the vendor's script creates users. */
export function serveUsers (app: App): void {
  app.register(async function users (scope: App) {
    acceptAnyJson(scope)
    requireCredentials(scope, ({ sandbox, headers }) => credentialOf(sandbox, headers.authorization))

    const options = { schema: { body: NewUserSchema }, config: { operation: 'createUser' } }
    scope.post('/api/v1/users', options, ({ sandbox, body: { email, generateCredentials = false } }) => {
      const id = store(sandbox, email)
      return { data: { id, ...Boolean(generateCredentials) && drawCredentials(sandbox) } }
    })
  })
}

/** Keeps the address of a user, but neither the name nor the password. Throws USER_EXISTS, COLLECTION_FULL. */
function store (sandbox: Sandbox, email: string): string {
  const kept = sandbox.collection(users)
  const address = email.toLowerCase()
  if (kept.get(address) !== undefined) throw new UserExists()
  const id = String(sandbox.random('datasaur.users').integer(100_000_000, 999_999_999))
  kept.put(address, { id })
  return id
}

function drawCredentials (sandbox: Sandbox): { clientId: string, clientSecret: string } {
  const draw = (bytes: number) => Buffer.from(sandbox.random('datasaur.users').bytes(bytes)).toString('hex')
  return { clientId: draw(16), clientSecret: draw(32) }
}
