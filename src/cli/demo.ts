import { connect } from '../client/double.ts'
import type { Options } from '../start/index.ts'

/** Lets clients of all providers play in a sandbox of the server that prints `ready`, its ready line. Returns what to print. */
export async function demo (ready: string, { controlToken }: Pick<Options, 'controlToken'>): Promise<string> {
  const url = ready.slice(ready.indexOf('http'))
  const sandbox = await connect(url, { token: controlToken || undefined }).sandbox('play', { scene: 'demo' })
  return `${ready}\nclients of all providers play for two minutes: open ${sandbox.url}/`
}
