import type { RedisClientType } from '@redis/client'
import type { Script } from './scripts.ts'

/** A reply of the store: a text, a number, null or a list of replies. */
export type Reply = string | number | null | Reply[]

/** Where the store is, and the credentials that are not in the URL. */
export interface StoreAddress {
  /** `redis://` or `rediss://`; several hosts, separated by commas, are a Redis Cluster; `redis+sentinel://HOST,HOST/NAME` is Sentinel. */
  url: string
  password?: string | undefined
}

/** A connection to the store. It is restored whenever it breaks; until then every command fails at once. */
export interface Store {
  /** Sends a command. `key` selects the node of a Redis Cluster. */
  send (key: string, args: readonly string[]): Promise<Reply>
  /** Runs a script whose keys belong to one slot. */
  run (script: Script, keys: readonly [string, ...string[]], args: readonly string[]): Promise<Reply>
  close (): Promise<void>
}

/** A connection to a server, a Redis Cluster or a server that Sentinel names. */
interface Connection {
  send (key: string, args: string[]): Promise<Reply>
  close (): Promise<void>
}

/** ms between two attempts to connect, and ms after which an attempt or a command has failed. */
const [retryInterval, timeout] = [200, 2000]

/** Connects. `onError` is called with each error of the connection. Throws an Error with one line, without the password. */
export async function connect (address: StoreAddress, onError: (error: Error) => void): Promise<Store> {
  const { send, close } = await open(address, onError).catch((error: Error) => {
    throw new Error(`--cluster cannot connect to ${toShown(address.url)}: ${error.message}`)
  })
  return {
    send: async (key, args) => await send(key, [...args]),
    run: async ({ sha, text }, keys, args) => {
      const rest = [String(keys.length), ...keys, ...args]
      try {
        return await send(keys[0], ['EVALSHA', sha, ...rest])
      } catch (error) {
        // after a restart or a failover the store has no scripts
        if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
        return await send(keys[0], ['EVAL', text, ...rest])
      }
    },
    close
  }
}

async function open ({ url, password }: StoreAddress, onError: (error: Error) => void): Promise<Connection> {
  // the only place that loads the client of Redis
  const { createClient, createCluster, createSentinel } = await import('@redis/client').catch(() => {
    throw new Error('the package @redis/client is not installed; run npm install @redis/client')
  })
  const { sentinel, hosts, username, secret = password, database, tls } = parse(url)
  const socket = { reconnectStrategy: retryInterval, connectTimeout: timeout, ...tls && { tls: true as const } }
  const credentials = { ...username !== undefined && { username }, ...secret !== undefined && { password: secret } }
  const common = { socket, disableOfflineQueue: true, commandOptions: { timeout }, ...credentials }
  const nodes = hosts.map(([host, port]) => ({ ...common, database, socket: { ...socket, host, port } }))
  if (sentinel !== undefined) {
    const client = createSentinel({
      name: sentinel,
      sentinelRootNodes: hosts.map(([host, port]) => ({ host, port })),
      nodeClientOptions: { ...common, database }
    })
    client.on('error', onError)
    await client.connect()
    return { send: async (_key, args) => await client.sendCommand(false, args), close: async () => client.destroy() }
  }
  if (nodes.length > 1) {
    const client = createCluster({ rootNodes: nodes, defaults: common })
    client.on('error', onError)
    await client.connect()
    return { send: async (key, args) => await client.sendCommand(key, false, args), close: async () => client.destroy() }
  }
  const client = createClient(nodes[0]!) // a URL has a host
  client.on('error', onError)
  await connectOnce(client)
  return { send: async (_key, args) => await client.sendCommand(args), close: async () => client.destroy() }
}

/** The client alone would try for ever: a wrong URL must be reported at the start. */
async function connectOnce (client: Pick<RedisClientType, 'connect' | 'once' | 'destroy'>): Promise<void> {
  const failed = new Promise<never>((_resolve, reject) => client.once('error', reject))
  try {
    await Promise.race([client.connect(), failed])
  } catch (error) {
    client.destroy()
    throw error
  } finally {
    failed.catch(() => {})
  }
}

interface Parsed {
  sentinel: string | undefined
  hosts: Array<[host: string, port: number]>
  username: string | undefined
  secret: string | undefined
  database: number
  tls: boolean
}

const pattern = /^(rediss?)(\+sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@]+)(?:\/([^/?]*))?$/

function parse (url: string): Parsed {
  const [, scheme, sentinel, user, secret, hosts = '', path = ''] = pattern.exec(url) ?? []
  const port = sentinel === undefined ? 6379 : 26379
  return {
    sentinel: sentinel === undefined ? undefined : path,
    hosts: hosts.split(',').map(host => {
      const [, name = host, given] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
      return [name.replace(/^\[|\]$/g, ''), given === undefined ? port : Number(given)]
    }),
    username: user === undefined || user === '' ? undefined : decodeURIComponent(user),
    secret: secret === undefined ? undefined : decodeURIComponent(secret),
    database: sentinel === undefined ? Number(path) : 0,
    tls: scheme === 'rediss'
  }
}

/** A URL without user and password. */
export function toShown (url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//')
}
