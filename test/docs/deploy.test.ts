import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-07'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const chart = 'deploy/helm/jobdouble'

/** A template as YAML: lines that decide are removed, and each value is a word. */
function outline (file: string): any {
  const lines = read(`${chart}/templates/${file}`).split('\n').filter(line => !/^ *\{\{-? (if|end|range)/.test(line))
  // a value in quotes may have text around it
  return parse(lines.join('\n').replace(/\{\{[^}]*\}\}/g, 'value'), { merge: true })
}

t.test('the values of the chart fit its schema, which refuses several replicas without a store', async t => {
  const uri = 'https://jobdouble.test/values.schema.json'
  registerSchema(JSON.parse(read(`${chart}/values.schema.json`)), uri)
  t.teardown(() => unregisterSchema(uri))
  const fits = async (changed: object) => (await validate(uri, { ...parse(read(`${chart}/values.yaml`)), ...changed })).valid
  const cases: Array<[changed: object, valid: boolean]> = [
    [{}, true],
    [{ replicas: 3 }, false],
    [{ replicas: 3, store: { url: '' } }, false],
    [{ replicas: 3, store: { url: 'redis://valkey:6379' } }, true],
    [{ store: { url: 'http://valkey' } }, false],
    [{ replica: 3 }, false]
  ]
  for (const [changed, valid] of cases) t.equal(await fits(changed), valid, JSON.stringify(changed))
})

t.test('the chart runs under the restricted pod security standard', async t => {
  const { spec: { template: { spec } } } = outline('deployment.yaml')
  const [container] = spec.containers
  t.match(spec.securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
  t.same(container.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } })
  t.match([container.readinessProbe.httpGet.path, container.livenessProbe.httpGet.path], ['/ready', '/health'])
  t.equal(outline('service.yaml').kind, 'Service')
})

t.test('compose.cluster.yaml has three replicas that share a store, and nginx passes streams on', async t => {
  const { services, configs } = parse(read('compose.cluster.yaml'), { merge: true })
  const replicas = Object.entries<any>(services).filter(([name]) => name.startsWith('replica-'))
  t.same(replicas.map(([, { environment }]) => environment.JOBDOUBLE_CLUSTER), Array(3).fill('redis://valkey:6379'))
  for (const [name] of replicas) t.match(configs.nginx.content, `server ${name}:5627;`)
  t.match(configs.nginx.content, 'proxy_buffering off;')
})
