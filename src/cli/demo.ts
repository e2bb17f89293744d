import { connect } from '../client/double.ts'
import type { Options } from '../start/index.ts'

/** Lets clients of all providers play in a sandbox of the server at `url`. Returns the line that says where to look. */
export async function demo (url: string, { controlToken }: Pick<Options, 'controlToken'>): Promise<string> {
  const sandbox = await connect(url, { token: controlToken || undefined }).sandbox('play', { scene: 'demo' })
  return `clients of all providers play for two minutes: open ${sandbox.url}/`
}
