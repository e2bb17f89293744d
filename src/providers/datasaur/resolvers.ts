import type { Provider } from '../provider.ts'
import { exportResolvers } from './exports/resolvers.ts'
import { jobResolvers } from './jobs.ts'
import { projectResolvers } from './projects/resolvers.ts'
import { teamResolvers } from './team/resolvers.ts'

/** Who answers each field of Query and Mutation. */
export function resolversOf (datasaur: Provider) {
  const areas = [jobResolvers(datasaur), projectResolvers(datasaur), exportResolvers(datasaur), teamResolvers(datasaur)]
  return {
    Query: Object.assign({}, ...areas.map(({ Query }) => Query)),
    Mutation: Object.assign({}, ...areas.map(({ Mutation }) => Mutation))
  }
}
