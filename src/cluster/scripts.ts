import { createHash } from 'node:crypto'

/**
 * The keys of a sandbox. They share a hash tag, and so a slot of a Redis Cluster: its contents, the order of its things and files, and its
 * journal.
 */
export function keysOf (name: string): [contents: string, order: string, journal: string] {
  return [`jobdouble:{${name}}`, `jobdouble:{${name}}:order`, `jobdouble:{${name}}:journal`]
}

/** The key of the names of all sandboxes, by the time (ms) at which the store deletes them. */
export const names = 'jobdouble:{sandboxes}'

/** A Lua script of the store. It uses no command that is newer than Redis 7.0. */
export interface Script { readonly text: string, readonly sha: string }

function script (text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

const now = "local time = redis.call('TIME')\nlocal now = time[1] * 1000 + math.floor(time[2] / 1000)\n"

/**
 * Renews the lease of a replica. KEYS: the replicas. ARGV: id, URL, ms of the lease, whether the replica holds a lease already. Returns
 * whether it still held it, the microseconds of the store, and for each live replica id, end of the lease in ms, URL.
 */
export const beat = script(`${now}
local all = redis.call('HGETALL', KEYS[1])
local live, held = {}, false
for i = 1, #all, 2 do
  local ends = tonumber(string.match(all[i + 1], '^%d+'))
  if ends <= now then redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] == ARGV[1] then held = true
  else
    table.insert(live, all[i])
    table.insert(live, ends)
    table.insert(live, string.match(all[i + 1], ' (.*)'))
  end
end
if held or ARGV[4] == '0' then redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2]) end
return { (held or ARGV[4] == '0') and 1 or 0, string.format('%.0f', time[1] * 1000000 + time[2]), unpack(live) }`)

/** Whether a replica has a lease. KEYS: the replicas. ARGV: its id. Returns the ms that are left, at most 0 if it has none. */
export const leaseOf = script(`${now}
local replica = redis.call('HGET', KEYS[1], ARGV[1])
return replica and tonumber(string.match(replica, '^%d+')) - now or 0`)

/** Ends the lease of a replica. KEYS: the replicas. ARGV: its id. */
export const leave = script("return redis.call('HDEL', KEYS[1], ARGV[1])")

/**
 * Claims a sandbox that has no owner, or whose owner is the one that is known to be dead. KEYS: the sandbox, the order of its items, its
 * journal. ARGV: id, URL, id of the dead owner or an empty text. Returns 1, the epoch, the names and values of the fields, the items in
 * order, the exchanges of the journal; or 0, id and URL of the owner.
 */
export const claim = script(`
local owner = redis.call('HGET', KEYS[1], '@owner') or ''
if owner ~= '' and owner ~= ARGV[1] and owner ~= ARGV[3] then return { 0, owner, redis.call('HGET', KEYS[1], '@url') } end
local epoch = redis.call('HINCRBY', KEYS[1], '@epoch', 1)
redis.call('HSET', KEYS[1], '@owner', ARGV[1], '@url', ARGV[2])
return { 1, epoch, redis.call('HGETALL', KEYS[1]), redis.call('ZRANGE', KEYS[2], 0, -1), redis.call('LRANGE', KEYS[3], 0, -1) }`)

/**
 * Writes what has changed in a sandbox, unless another replica owns it. KEYS: the sandbox, the order of its items, its journal. ARGV: id,
 * epoch, ms to live (0: for ever), whether to begin anew, the number of removed items, these, then fields and values. Returns the number of
 * the write; 0 if the caller is not the owner any more.
 */
export const write = script(`
if redis.call('HGET', KEYS[1], '@owner') ~= ARGV[1] or redis.call('HGET', KEYS[1], '@epoch') ~= ARGV[2] then return 0 end
if ARGV[4] == '1' then
  local kept = redis.call('HMGET', KEYS[1], '@owner', '@epoch', '@url', '@writes', '@order')
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], '@owner', kept[1], '@epoch', kept[2], '@url', kept[3], '@writes', kept[4] or '0', '@order', kept[5] or '0')
end
local first = 6 + ARGV[5]
for i = 6, first - 1 do
  redis.call('HDEL', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
end
local order = tonumber(redis.call('HGET', KEYS[1], '@order') or '0')
for i = first, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  if string.match(ARGV[i], '^[tf]%a+:') then
    order = order + 1
    redis.call('ZADD', KEYS[2], 'NX', order, ARGV[i])
  end
end
redis.call('HSET', KEYS[1], '@order', string.format('%.0f', order))
for i = 1, 3 do
  if ARGV[3] == '0' then redis.call('PERSIST', KEYS[i]) else redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
end
return redis.call('HINCRBY', KEYS[1], '@writes', 1)`)

/**
 * Adds exchanges to the journal of a sandbox, unless another replica owns it. KEYS: the sandbox, the order of its items, its journal. ARGV:
 * id, epoch, ms to live (0: for ever), whether to empty it before, how many it keeps, then the exchanges.
 */
export const copy = script(`
if redis.call('HGET', KEYS[1], '@owner') ~= ARGV[1] or redis.call('HGET', KEYS[1], '@epoch') ~= ARGV[2] then return 0 end
if ARGV[4] == '1' then redis.call('DEL', KEYS[3]) end
for i = 6, #ARGV do redis.call('RPUSH', KEYS[3], ARGV[i]) end
redis.call('LTRIM', KEYS[3], -ARGV[5], -1)
if ARGV[3] ~= '0' then redis.call('PEXPIRE', KEYS[3], ARGV[3]) end
return 1`)

/**
 * Gives a sandbox up. KEYS: the sandbox, the order of its items, its journal. ARGV: id, epoch, whether to delete it. Returns 1 if it was
 * owned.
 */
export const release = script(`
if redis.call('HGET', KEYS[1], '@owner') ~= ARGV[1] or redis.call('HGET', KEYS[1], '@epoch') ~= ARGV[2] then return 0 end
if ARGV[3] == '1' then redis.call('DEL', KEYS[1], KEYS[2], KEYS[3]) else redis.call('HSET', KEYS[1], '@owner', '') end
return 1`)
