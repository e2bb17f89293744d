import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { credentials as keys } from '../support/credentials.ts'
import { double, type Double } from '../support/double.ts'
import { contracts, observedContracts, otherViolationOf, statusesOf, violationOf, type Contract } from '../support/contract/contract.ts'

/** Statuses that a service, its gateway or a test may send. */
const usual = [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 429, 500, 502, 503, 504, 507, 599]

/** The form of the errors of Datasaur, whose contract is GraphQL and does not have them, by the beginning of a path. */
const forms: Array<{ prefix: string, form: object }> = [
  { prefix: '/graphql', form: { errors: [{ message: /./ }] } },
  { prefix: '/api/oauth', form: { error: /^[a-z_]+$/, error_description: /./ } },
  { prefix: '/api/', form: { message: /./ } }
]

interface Operation { method: string, path: string }

for (const dialect of ['documented', 'observed'] as const) {
  for (const { name } of providers.filter(({ name }) => dialect === 'documented' || hasDialects(name))) {
    t.test(`a fault with any status has the body that the operation has for it, else that of the gateway: ${name}, ${dialect}`, async t => {
      const it = await double(t, { dialect: { [name]: dialect } })
      await it.ask('POST /__admin/faults', { then: { status: 400 } })
      const operations = await operationsOf(it, name)
      t.ok(operations.length > 0)
      const contract = [`${name}.observed`, name].find(contract => (dialect === 'observed' || contract === name) && isContract(contract)) as Contract | undefined
      const listed = operations.map(({ method, path }) => contract === undefined ? [] : statusesOf(contract, method, path).filter(status => status >= 400))
      const deviations: string[] = []
      for (const status of new Set([...listed.flat(), ...usual])) {
        await it.ask('PATCH /__admin/faults/fault-1', { then: { status } })
        for (const [index, { method, path }] of operations.entries()) {
          const url = path.replace(':technology', 'snowflake').replace(/:\w+/g, 'x')
          const response = await it.ask(`${method} ${url}`, method === 'GET' ? undefined : {}, keys)
          const place = `${method} ${path} ${status}`
          if (response.status !== status) deviations.push(`${place}: ${response.status}`)
          if (contract === undefined) {
            t.match(response.body, forms.find(({ prefix }) => path.startsWith(prefix))!.form, place)
            continue
          }
          const violation = listed[index]!.includes(status) ? await violationOf(contract, method, path, status, response.body) : await otherViolationOf(contract, status, response.body)
          if (violation !== undefined) deviations.push(`${place}: ${violation}`)
        }
      }
      t.same(deviations, [])
    })
  }
}

/** Whether an observed dialect has errors of its own, which then has a contract of its own. */
function hasDialects (name: string): boolean {
  return isContract(`${name}.observed`)
}

function isContract (name: string): boolean {
  return [...contracts, ...observedContracts].some(contract => contract === name)
}

/** The operations of a provider as the program lists them, without pages. */
async function operationsOf ({ ask }: Double, provider: string): Promise<Operation[]> {
  const { parts } = (await ask('GET /', undefined, { host: 'x' })).body as { parts: Array<{ name: string, operations: Array<{ method: string, url: string }> }> }
  return parts.filter(({ name }) => name === provider).flatMap(({ operations }) => operations.map(({ method, url }) => ({ method, path: url.replace('http://x', '') })))
    .filter(({ path }) => !path.startsWith('/graphiql'))
}
