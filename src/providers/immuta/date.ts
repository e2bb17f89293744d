const day = 86_400_000
const shape = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(:\d\d(\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/

/** Whether it is a day or a moment in ISO 8601. */
export function isDate (value: unknown): boolean {
  return typeof value === 'string' && shape.test(value) && !Number.isNaN(toSpan(value).from)
}

/** The first and the last ms (since the epoch) of a date: a day is long, a moment is not. Without a zone it is in UTC, whatever the machine's. */
export function toSpan (date: string): { from: number, to: number } {
  const { time, zone } = shape.exec(date)!.groups!
  const from = Date.parse(time === undefined || zone !== undefined ? date : `${date}Z`)
  return { from, to: time === undefined ? from + day - 1 : from }
}
