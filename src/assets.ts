import { readFileSync } from 'node:fs'

/** The package's own folder, with its fixtures and contracts. */
export const assets = new URL('../', import.meta.url)

export const { version } = JSON.parse(readFileSync(new URL('package.json', assets), 'utf8')) as { version: string }
