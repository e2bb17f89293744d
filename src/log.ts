import { createRequire } from 'node:module'
import pino, { type Logger } from 'pino'

/** Logs to stderr: JSON lines, or human ones when `human`. No request's headers, so no credential, are ever in them. */
export function createLogger (level: string, human: boolean): Logger {
  const serializers = { err: pino.stdSerializers.err, req: ({ method, url }: { method: string, url: string }) => ({ method, url }) }
  if (!human) return pino({ level, serializers }, pino.destination({ dest: 2, sync: true }))
  const pretty = createRequire(import.meta.url)('pino-pretty')
  return pino({ level, serializers }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}
