import { isIPv6 } from 'node:net'

/** The name in a Host header or in a setting, without its port, brackets and final dot, in small letters; undefined if it is none. */
export function toHostname (host: string): string | undefined {
  if (isIPv6(host)) return host.toLowerCase()
  const [, address, name = address] = /^(?:\[([\da-f:.]+)\]|([\w.-]+?)\.?)(?::\d+)?$/i.exec(host) ?? []
  return name?.toLowerCase()
}

/** An IPv4 address as a socket that takes both kinds shows it: `::ffff:127.0.0.1` → `127.0.0.1` */
export function toAddress (address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '')
}

/** Whether a name or an address leads to this machine alone: `localhost` and all below it, 127.0.0.0/8 and ::1. */
export function isLoopback (name: string): boolean {
  return /^(?:.+\.)?localhost$|^127(?:\.\d{1,3}){3}$|^::1$/.test(name)
}

/** The URL at which this machine reaches a server that listens on `host`. A server that listens on all addresses is reached on loopback. */
export function toUrl (host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}
