/** The URL at which this machine reaches a server that listens on `host`; one that listens on all addresses is on loopback too. */
export function toUrl (host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}
