type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>
interface Constructor<A> { new (length: number): A }

/** A typed array that grows. What a frame reads lies in such columns and not in objects: neither signals nor the collector see it. */
export class Column<A extends Numbers> {
  values: A

  constructor (values: A) {
    this.values = values
  }

  /** Makes room for `length` values. */
  grow (length: number): void {
    if (length <= this.values.length) return
    const Values = this.values.constructor as Constructor<A>
    const grown = new Values(Math.max(length, 2 * this.values.length))
    grown.set(this.values)
    this.values = grown
  }
}
