import type { App } from '../../provider.ts'

/** As the service was seen to answer. */
const version = '6.0.0'

/** Anybody may ask. */
export function serveHealth (app: App): void {
  app.get('/api/health', { config: { operation: 'getHealth' } }, async () => ({ version }))
}
