// The package in a TypeScript project that is CommonJS.
import { start, type Double } from 'jobdouble'

/** The URL of a server that was started and closed. */
export async function startOnce (): Promise<string> {
  const double: Double = await start({ clock: 'frozen', lifecycle: { julep: 'failure' } })
  await double.close()
  return double.url
}
