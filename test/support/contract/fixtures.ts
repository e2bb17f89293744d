import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const folder = new URL('../../../fixtures/', import.meta.url)

/** Stands for a value that no document prints: any value will do. */
export const anything = '<any>'

/** Stands for a number that depends on the data of the service. */
export const anyNumber = '<number>'

/** One recorded exchange. */
export interface Fixture {
  /** `julep/job-status.json` */
  file: string
  provider: string
  title: string
  evidence: string
  request: { method: string, path: string, headers: Record<string, string>, body?: unknown }
  response: { status: number, body: unknown }
}

/** All recordings, by provider and file. */
export function fixtures (): Fixture[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/'))
  return files.filter(file => file.endsWith('.json')).sort().map(file =>
    ({ file, provider: file.split('/')[0]!, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }))
}

/** The bodies that fill the sandbox `demo`. */
export function demoJobs (): Array<{ id: string, provider: string }> {
  return parse(readFileSync(new URL('demo.yaml', folder), 'utf8')).jobs
}

/** The paths at which a response differs from a recorded one: `data.result.status`. The marker takes any value except undefined. */
export function unlike (recorded: unknown, actual: unknown, path = 'body'): string[] {
  if (recorded === anything) return actual === undefined ? [path] : []
  if (recorded === anyNumber) return typeof actual === 'number' ? [] : [path]
  if (!isObject(recorded) || !isObject(actual) || Array.isArray(recorded) !== Array.isArray(actual)) return recorded === actual ? [] : [path]
  const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)])
  return [...keys].flatMap(key => unlike(recorded[key], actual[key], `${path}.${key}`))
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
