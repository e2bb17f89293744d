import { setImmediate } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Part } from '../../http/nearest.ts'
import { sendPage } from '../../http/page.ts'
import type { App, Provider } from '../../providers/index.ts'
import {
  formats, makeCoverage, makeReport, mustBeKnown, renderInPieces, styleSource, Turns, type Format, type ReportedProvider
} from '../../report/index.ts'
import type { Sandbox, Sandboxes } from '../../sandboxes/index.ts'
import type { Surroundings } from '../requests/index.ts'
import { findReport, getCoverage, getReport, getReportSettings, setReportSettings } from './schema.ts'

/** What a request says about the format. */
interface Asking { query: { format?: Format }, headers: { accept?: string | undefined } }

/** Judges the clients of a sandbox, and shows and changes how. */
export function reportRoutes (app: App, providers: readonly Provider[], sandboxes: Sandboxes, { parts, wallClock }: Surroundings): void {
  const turns = () => new Turns(() => wallClock.now(), setImmediate)

  async function send (sandbox: Sandbox, { query, headers }: Asking, reply: FastifyReply): Promise<FastifyReply> {
    const format = formatOf(query.format, headers.accept)
    const content = await write(sandbox, format)
    return await (format === 'html' ? sendPage(reply, content, { 'style-src': styleSource }) : reply.type(types[format]).send(content))
  }

  /** Encodes each piece by itself: to encode megabytes of text at the end would keep other requests waiting. */
  async function write (sandbox: Sandbox, format: Format): Promise<Buffer> {
    const own = turns()
    const report = await makeReport(sandbox, toReported(providers, parts), sandbox.reportSettings, wallClock.now(), own)
    const pieces: Buffer[] = []
    for (const piece of renderInPieces(report, format)) {
      pieces.push(Buffer.from(piece))
      if (own.isDue) await own.take()
    }
    return Buffer.concat(pieces)
  }

  app.get('/__admin/report', { schema: getReport }, async (request, reply) =>
    await send(request.sandbox, request, reply))

  app.get('/__admin/sandboxes/:name/report', { schema: findReport, config: { purpose: 'none' } }, async (request, reply) =>
    await send(sandboxes.find(request.params.name), request, reply))

  app.get('/__admin/coverage', { schema: getCoverage }, async ({ sandbox }) =>
    ({ items: await makeCoverage(sandbox, toReported(providers, parts), turns()) }))

  app.get('/__admin/report/settings', { schema: getReportSettings }, ({ sandbox }) =>
    sandbox.reportSettings)

  app.put('/__admin/report/settings', { schema: setReportSettings }, ({ sandbox, body }) => {
    mustBeKnown(body)
    sandbox.reportSettings = body
    return body
  })
}

/** What the report needs to know of each provider. The operations of parts are complete once the server is ready. */
function toReported (providers: readonly Provider[], parts: readonly Part[]): ReportedProvider[] {
  return providers.map(({ name, report, graphql = false }) => {
    // each provider that is served is a part
    const operations = parts.find(part => part.name === name)!.operations
    return {
      provider: name,
      traits: { ...report, graphql },
      operations: operations.flatMap(({ names, statuses }) => names.map((name, index) => ({ name, statuses: index === 0 ? statuses : [] })))
    }
  })
}

/** The media type of each format. */
const types = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
  ctrf: 'application/json; charset=utf-8'
} as const satisfies Record<Format, string>

/** The format that a request asks for: by `?format=`, else by the first media type of its Accept header that is one of ours. */
function formatOf (given: Format | undefined, accept = '*/*'): Format {
  // split returns at least one text
  const accepted = accept.split(',').map(part => part.split(';', 1)[0]!.trim())
  const isOf = (format: Format, type: string) => types[format].startsWith(`${type};`) || (format === 'junit' && type === 'text/xml')
  return given ?? accepted.map(type => formats.find(format => isOf(format, type))).find(format => format !== undefined) ?? 'json'
}
