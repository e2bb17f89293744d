import { isIPv6, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * Normalizes the host of a Host header or a setting: removes the port, brackets and final dot, and converts it to lower case. Returns
 * undefined if it is not a host.
 */
export function toHostname (host: string): string | undefined {
  if (isIPv6(host)) return host.toLowerCase()
  const [, address, name = address] = /^(?:\[([\da-f:.]+)\]|([\w.-]+?)\.?)(?::\d+)?$/i.exec(host) ?? []
  return name?.toLowerCase()
}

/** The address of a dual-stack socket without its IPv6 prefix: `::ffff:127.0.0.1` → `127.0.0.1` */
export function toAddress (address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '')
}

/** Whether a name or an address always means this machine: `localhost` and its subdomains, 127.0.0.0/8 and ::1. */
export function isLoopback (name: string): boolean {
  return /^(?:.+\.)?localhost$|^127(?:\.\d{1,3}){3}$|^::1$/.test(name)
}

/** Whether other machines can reach a server with these addresses. One that does not listen, or listens on a socket file, they cannot. */
export function isBeyondLoopback (addresses: ReadonlyArray<AddressInfo | string | null>): boolean {
  return addresses.some(address => typeof address === 'object' && address !== null && !isLoopback(toAddress(address.address)))
}

/** The URL under which this machine reaches a server that listens on `host`. For all addresses, that is loopback. */
export function toUrl (host: string, port: number, scheme: 'http' | 'https' = 'http'): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/** The URL under which other machines reach a server that listens on `host`, and this machine under `url`. */
export function toOwnUrl (host: string, url: string, interfaces = networkInterfaces()): string {
  if (host !== '0.0.0.0' && host !== '::') return url
  const addresses = Object.values(interfaces).flatMap(addresses => addresses ?? [])
  const own = addresses.find(({ internal, family }) => !internal && family === 'IPv4')
  return own === undefined ? url : toUrl(own.address, Number(new URL(url).port))
}
