import t from 'tap'
import { double } from '../../support/double.ts'
import { fill, use } from '../../support/sandboxes/filled.ts'

/** What stands in the place of each value of a snapshot; the last one takes it away. */
const nonsense: unknown[] = [null, -1.5, 'x', { toString: 1 }, undefined]

/** The path of each value in a document; of lists all items for things that differ, else the first. */
function * pathsIn (value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const isLike = Array.isArray(value) && key !== '0' && !['collections', 'items'].includes(path.at(-1)!)
    if (!isLike) yield * pathsIn(inner, [...path, key])
  }
}

/** A copy of what contains the value; the rest is shared. */
function withNonsense (holder: any, [key, ...inner]: readonly string[], value: unknown): any {
  const copy = Array.isArray(holder) ? [...holder] : { ...holder }
  if (inner.length > 0) copy[key!] = withNonsense(holder[key!], inner, value)
  else if (value !== undefined) copy[key!] = value
  else if (Array.isArray(copy)) copy.splice(Number(key), 1)
  else delete copy[key!]
  return copy
}

const faults = /Internal server error|cannot represent|Cannot return null|"CRASH"/

t.test('whatever stands in a snapshot is refused with its place when it comes, or does no harm', { timeout: 200_000 }, async t => {
  const snapshot = await fill(await double(t))
  for (const part of ['random', 'jobs.items', 'jobs.values', 'rules.items', 'faults.rules', 'lifecycles', 'files']) t.not(part.split('.').reduce((value, key) => value[key], snapshot).length, 0, part)
  t.equal(snapshot.collections.length, 9)

  const it = await double(t)
  const prefix = '/@box'
  let [count, refused, used] = [0, 0, 0]
  for (const path of pathsIn(snapshot)) {
    for (const value of nonsense) {
      const changed = withNonsense(snapshot, path, value)
      count++
      const { statusCode, body } = await it.app.inject({ method: 'PUT', url: `${prefix}/__admin/snapshot`, payload: changed })
      const what = `${path.join('.')} ${JSON.stringify(value)}`
      if (statusCode === 400) {
        refused++
        const { error: { code, field } } = JSON.parse(body)
        if (code !== 'SNAPSHOT_FOREIGN' && field?.split(/[.[]/)[0] !== path[0]) t.fail(`${what}: ${body}`)
      } else {
        if (statusCode !== 200) t.fail(`${what}: ${statusCode} ${body}`)
        // each of them is used when it changes what a provider keeps of its own, of the others a few
        if (path.includes('thing') || count % 40 === 0) {
          used++
          for (const response of await use(it, prefix, changed)) if (response.status === 500 || faults.test(response.text)) t.fail(`${what}: ${JSON.stringify(response)}`)
        }
        await it.app.inject({ method: 'DELETE', url: '/__admin/sandboxes/box' })
      }
    }
  }
  t.ok(refused > 1000 && used > 30, `${refused} of ${count} refused, ${used} used`)
})
