/** The part of a logger that defects need. */
export interface DefectLog { error (context: { err: unknown }, message: string): void }

/** Returns a function that logs an error as a defect of jobdouble. `what` names the code that threw it: `a timer`. */
export function defectOf (log: DefectLog, what: string): (error: unknown) => void {
  return error => log.error({ err: error }, `${what} crashed: this is a defect of jobdouble`)
}

/**
 * Calls a function whose errors nothing else catches: a listener of an event, a timer. Such an error would end the process;
 * `safely` logs it as a defect and returns undefined.
 */
export function safely<T> (log: DefectLog, what: string, act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    defectOf(log, what)(error)
    return undefined
  }
}

/** Calls `act` for each item, also after a call that throws. Then throws the first error, if there was one. */
export function callEach<T> (items: Iterable<T>, act: (item: T) => void): void {
  const errors: unknown[] = []
  for (const item of items) {
    try {
      act(item)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}
