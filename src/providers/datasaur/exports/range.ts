/**
 * The part of `size` bytes that a Range header asks for: the first and the last byte; `none` if there is no such part; undefined
 * for the whole, as for several parts or what is no range (RFC 9110 lets a server ignore it).
 */
export function rangeOf (header: string | undefined, size: number): [from: number, to: number] | 'none' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  // -n: the last n
  if (first === '') return Number(last) === 0 ? 'none' : [Math.max(0, size - Number(last)), size - 1]
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) return 'none'
  return [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)]
}
