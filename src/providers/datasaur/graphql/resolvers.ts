import { GraphQLError } from 'graphql'
import { exportResolvers } from '../exports/resolvers.ts'
import { jobResolvers } from '../jobs.ts'
import { labelingResolvers } from '../labeling/resolvers.ts'
import { projectResolvers } from '../projects/resolvers.ts'
import { teamResolvers } from '../team/resolvers.ts'
import { UploadedFile } from './multipart.ts'

const queries = {
  ...jobResolvers.Query, ...projectResolvers.Query, ...exportResolvers.Query, ...labelingResolvers.Query, ...teamResolvers.Query
}

/** The resolver of the scalar `Upload`. Only a file of the request is an upload; a JSON value is not. */
const Upload = {
  parseValue (value: unknown): UploadedFile {
    if (value instanceof UploadedFile) return value
    throw new GraphQLError('An upload is a file in a multipart request')
  },
  parseLiteral (): never {
    throw new GraphQLError('An upload is a file in a multipart request, and must be in a variable')
  }
}

/** The resolvers of the fields that are not properties of what their parent returns. */
export const resolvers = {
  Query: Object.fromEntries(Object.entries(queries).map(([name, resolver]) => [name, rejecting(resolver)])),
  Mutation: { ...jobResolvers.Mutation, ...projectResolvers.Mutation, ...labelingResolvers.Mutation, ...teamResolvers.Mutation },
  Cabinet: labelingResolvers.Cabinet,
  Project: projectResolvers.Project,
  TeamMember: teamResolvers.TeamMember,
  TextDocument: labelingResolvers.TextDocument,
  User: teamResolvers.User,
  Upload
}

/** Each has arguments of its own, which are passed on as they are. */
type Resolver = (root: never, args: never, context: never) => unknown

/**
 * Returns a resolver whose errors are rejected promises. graphql-js skips the root fields that follow an error which is thrown, the
 * compiler does not, and neither does a service whose resolvers are asynchronous.
 */
function rejecting (resolver: Resolver): Resolver {
  return (root, args, context) => {
    try {
      return resolver(root, args, context)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
