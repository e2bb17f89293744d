/** The maximum length of a file name, in characters: each can become nine in a URL, and some clients and proxies reject more than 2,048. */
const maxLength = 200

/** Makes a name that is one part of a path on any system: no separators, no control characters, no dots or spaces at its ends. */
export function toSafeName (name: string, suffix = ''): string {
  const stem = name.toLowerCase().endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name
  const safe = stem.slice(0, maxLength).replace(/[\\/\p{Cc}\p{Cs}\u2028\u2029]/gu, '_').replace(/^[. ]+|[. ]+$/g, '')
  return `${safe || 'export'}${suffix}`
}

/** Makes the name of a folder: as in recorded exports, dots, brackets and the like become underscores. */
export function toFolderName (name: string): string {
  return toSafeName(name.replace(/[|{}()[\]^$+*?.@]/g, '_'))
}

/** Returns a function that makes the names in one folder distinct: the second file of a name gets (2) before its suffix. */
export function distinctNames (): (name: string) => string {
  const taken = new Map<string, number>()
  return name => {
    // some file systems ignore case
    const key = name.toLowerCase()
    // matches every safe name: it has no line breaks
    const [, stem, suffix = ''] = /^(.*?)((?:\.\w{1,8}){0,2})$/.exec(name)!
    let free = name
    let number = taken.get(key) ?? 1
    while (taken.has(free.toLowerCase())) free = `${stem} (${++number})${suffix}`
    taken.set(key, number)
    if (free !== name) taken.set(free.toLowerCase(), 1)
    return free
  }
}

/** RFC 6266: a name with characters outside ASCII is given twice, the second time in UTF-8 (RFC 5987). */
export function toDisposition (name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&')
  const whole = encodeURIComponent(name).replace(/['()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"${/^[\x20-\x7e]*$/.test(name) ? '' : `; filename*=UTF-8''${whole}`}`
}
