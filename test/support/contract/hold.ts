import type { Test } from 'tap'
import { contractOf, graphqlViolationOf, observedContracts, violationOf } from './contract.ts'

/** A request and its response. `url` is path and query, with or without its sandbox; `sentType` is needed if `sent` is not JSON. */
export interface Exchange { method: string, url: string, sent: unknown, sentType?: string | undefined, status: number, type: string | undefined, text: string, dialects?: Readonly<Record<string, string>> | undefined }

/** Holds a response against the contract of its part, in its dialect. A response to a request that no operation takes has no contract. */
export async function hold (t: Test, { method, url, sent, sentType, status, type, text, dialects = {} }: Exchange): Promise<void> {
  const path = url.replace(/^\/@[^/]*/, '').replace(/\?.*/, '')
  const body = /^application\/(?:graphql-response\+)?json/.test(type ?? '') && text !== '' ? JSON.parse(text) : undefined
  if (path === '/graphql' && (method === 'POST' || method === 'GET') && status === 200) {
    const { query, operationName } = method === 'GET' ? toForm(url.replace(/^[^?]*/, '')) : await toGraphql(sent, sentType)
    report(t, url, graphqlViolationOf(query, operationName, body))
    return
  }
  const documented = contractOf(method, path)
  // an unknown word at the place of a parameter, /{technology}/handler, is a request that no operation takes
  if (documented === undefined || (documented !== 'control' && body?.error?.code === 'NOT_FOUND')) return
  const contract = observedContracts.find(name => dialects[documented] === 'observed' && name === `${documented}.observed`) ?? documented
  report(t, `${method} ${url}`, await violationOf(contract, method, path, status, body))
}

/** Only a violation is an assertion: one for each response would be half of all assertions. */
function report (t: Test, request: string, violation: string | undefined): void {
  if (violation !== undefined) t.fail(`the response to ${request} breaks its contract: ${violation}`)
}

interface GraphqlRequest { query: string, operationName?: string }

/** What was asked of GraphQL, in whichever form. */
async function toGraphql (sent: unknown, type = ''): Promise<GraphqlRequest> {
  if (type.startsWith('application/x-www-form-urlencoded')) return toForm(sent as string)
  if (!/^multipart\//i.test(type)) return (typeof sent === 'string' ? JSON.parse(sent) : sent) as GraphqlRequest
  const form = await new Response(sent as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type } }).formData()
  return JSON.parse(form.get('operations') as string)
}

function toForm (text: string): GraphqlRequest {
  return Object.fromEntries(new URLSearchParams(text)) as unknown as GraphqlRequest
}
