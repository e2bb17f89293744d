import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { Sandbox } from '../sandboxes/index.ts'
import { startJob, type Order, type Provider } from './provider.ts'

/** Makes the jobs that the providers' documents print, from a file that lists them as orders. */
export async function furnishDemo (sandbox: Sandbox, providers: readonly Provider[], file: URL): Promise<void> {
  const { jobs } = parse(await readFile(file, 'utf8')) as { jobs: Array<Order & { provider: string }> }
  for (const { provider: name, ...order } of jobs) {
    const provider = providers.find(provider => provider.name === name)
    if (provider !== undefined) await startJob(sandbox, provider, order)
  }
}
