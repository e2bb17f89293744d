import { clientRule, violated } from '../rule.ts'

export const graphqlErrorsIgnored = clientRule({
  id: 'graphql-errors-ignored',
  severity: 'error',
  why: 'GraphQL reports errors with status 200: a client that checks only the status works on data that is not there.',
  source: 'GraphQL over HTTP',
  fix: 'Check `errors` of each response before its data is used.',
  thresholds: {},
  judge ({ calls }) {
    const failures = calls.filter(({ status, hasErrors, roles }) => status === 200 && hasErrors && !roles.has('status'))
    return failures.slice(0, 1).flatMap(failed => {
      const next = calls.find(({ number }) => number > failed.number)
      // it asks for something whose id it never got
      if (next === undefined || !next.roles.has('status') || next.asked.size > 0) return []
      return [violated('After a response with errors the client asked for a job that does not exist.', [failed, next])]
    })
  }
})
