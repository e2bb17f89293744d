import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { Tls } from '../app.ts'
import type { Options } from './options.ts'
import { InvalidOption } from './options.ts'

type TlsOptions = Pick<Options, 'tlsCert' | 'tlsKey' | 'tlsSelfSigned' | 'host'>

/** The certificate with which the server serves HTTPS; undefined for HTTP. Throws InvalidOption. */
export async function readTls (options: TlsOptions): Promise<Tls | undefined> {
  const { tlsCert, tlsKey, tlsSelfSigned, host } = options
  if (tlsSelfSigned && tlsCert !== '') {
    throw new InvalidOption('--tls-self-signed and --tls-cert cannot be combined; give one of them', 'tlsSelfSigned')
  }
  if (tlsSelfSigned) return await createCertificate(host)
  if ((tlsCert === '') !== (tlsKey === '')) {
    throw new InvalidOption('--tls-cert and --tls-key require each other; give both or none', tlsCert === '' ? 'tlsCert' : 'tlsKey')
  }
  if (tlsCert === '') return undefined
  const tls = { cert: readPem('tlsCert', tlsCert), key: readPem('tlsKey', tlsKey) }
  try {
    createSecureContext(tls)
  } catch (error) {
    const files = `--tls-cert ${tlsCert} and --tls-key ${tlsKey}`
    throw new InvalidOption(`${files} are not a certificate and its key: ${(error as Error).message}`, 'tlsCert')
  }
  return tls
}

function readPem (option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InvalidOption(`${option === 'tlsCert' ? '--tls-cert' : '--tls-key'} cannot be read: ${(error as Error).message}`, option)
  }
}

/** A certificate for the names of this machine, valid for a year, which clients trust only if they are told to. */
async function createCertificate (host: string): Promise<Tls> {
  // loaded only here: it brings its own ASN.1
  const { default: { generate } } = await import('selfsigned')
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', host])]
  const altNames = hosts.map(host => isIP(host) === 0 ? { type: 2 as const, value: host } : { type: 7 as const, ip: host })
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'jobdouble' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }]
  })
  return { cert, key }
}
