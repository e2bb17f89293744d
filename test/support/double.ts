import type { FastifyBaseLogger, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { build, mustBeInitial, type Surroundings } from '../../src/app.ts'
import type { StartOptions } from '../../src/index.ts'
import { providers } from '../../src/providers/index.ts'
import { readInitial, readOptions, toSettings } from '../../src/start/index.ts'
import { hold } from './contract/hold.ts'

/** 2025-01-01T00:00:00.000Z, where a frozen clock begins. */
export const start = Date.UTC(2025, 0, 1)

/** `seconds` after the start, as the providers write it. */
export function moment (seconds: number): string {
  return new Date(start + seconds * 1000).toISOString()
}

/** The dialects of a sandbox without settings of its own. */
export const documented: Readonly<Record<string, string>> = Object.fromEntries(providers.map(({ name }) => [name, 'documented']))

export interface ParsedResponse { status: number, headers: LightMyRequestResponse['headers'], body: any, text: string }

/** How the double under test runs. */
export interface DoubleOptions extends StartOptions, Surroundings {}

export interface Double {
  app: Awaited<ReturnType<typeof build>>
  /** Sends a request with the options of light-my-request. Every response is held against its contract. */
  inject (options: InjectOptions): Promise<LightMyRequestResponse>
  /** Sends a request, such as `POST /path`, with a body and headers. */
  ask (operation: string, body?: unknown, headers?: Record<string, string>): Promise<ParsedResponse>
  /** Creates a job by the control API, and returns the job. */
  make (job: { provider: string, [key: string]: unknown }): Promise<any>
  /** Advances the clock, and returns the transitions. */
  advance (by: string | number): Promise<any[]>
}

/** A double on a frozen clock with the seed 1, closed at the end of the test. */
export async function double (t: Test, { logger, wallClock, onRequest, ...options }: DoubleOptions = {}): Promise<Double> {
  const settings = toSettings(readOptions({ clock: 'frozen', seed: 1, ...options }))
  const initial: unknown = readInitial(options)
  mustBeInitial(initial)
  const app = await build({ ...settings, initial }, { logger, wallClock, onRequest })
  t.teardown(() => app.close())

  const inject: Double['inject'] = async request => {
    const response = await app.inject(request)
    const type = response.headers['content-type'] as string | undefined
    const sentType = request.headers?.['content-type'] as string | undefined
    // a response that a fault has changed need not keep the contract
    if (response.headers['x-jobdouble-fault'] === undefined) {
      const sent = { method: request.method!, url: request.url as string, sent: request.payload, sentType }
      await hold(t, { ...sent, status: response.statusCode, type, text: response.body, dialects: settings.sandbox.dialects })
    }
    return response
  }
  const ask: Double['ask'] = async (operation, body, headers = {}) => {
    const [method, url] = operation.split(' ')
    const response = await inject({ method: method as 'GET', url: url!, headers, ...body !== undefined && { payload: body as object } })
    const isJson = String(response.headers['content-type']).startsWith('application/json') && response.body !== ''
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : undefined, text: response.body }
  }
  const make: Double['make'] = async job => {
    const { status, body } = await ask('POST /__admin/jobs', job)
    t.equal(status, 201, body?.error?.message)
    return body
  }
  const advance: Double['advance'] = async by => (await ask('POST /__admin/clock/advance', { by })).body.transitions
  return { app, inject, ask, make, advance }
}

/** A logger, and what it was told at the level `error`: messages with those of the errors, and the rest of each context. */
export function defectLog () {
  const defects: Array<[message: string, cause: string]> = []
  const contexts: object[] = []
  const nothing = () => {}
  const error = ({ err, ...context }: { err: Error }, message: string) => {
    defects.push([message, err.message])
    contexts.push(context)
  }
  const logger: FastifyBaseLogger = { level: 'error', silent: nothing, fatal: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, error: error as FastifyBaseLogger['error'], child: () => logger }
  return { logger, defects, contexts }
}
