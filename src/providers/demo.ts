import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { JobOrder, Sandbox } from '../sandboxes/index.ts'
import type { Provider } from './provider.ts'

/** Creates the demo data: the jobs of the providers' documentation, as a YAML file lists them. Skips providers that are not served. */
export function loadDemo (sandbox: Sandbox, providers: readonly Provider[], file: URL): void {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Array<JobOrder & { provider: string }> }
  for (const { provider: name, ...order } of jobs) {
    const provider = providers.find(provider => provider.name === name)
    if (provider !== undefined) sandbox.provider(provider).start(order)
  }
}
