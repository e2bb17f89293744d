/** What stands in the same place of the contract and of the specification that the server publishes. */
export interface Pair<T> { contract: T, server: T }

export function each<T, R> ({ contract, server }: Pair<T>, get: (side: T) => R): Pair<R> {
  return { contract: get(contract), server: get(server) }
}

/** Compares what both sides have under a name, and tells what only one has. */
export function eachNamed<T> (
  sides: Pair<ReadonlyMap<string, T>>, place: string, compare: (pair: Pair<T>, place: string) => string[]
): string[] {
  const names = new Set([...sides.contract.keys(), ...sides.server.keys()])
  return [...names].flatMap(name => {
    const has = each(sides, side => side.has(name))
    if (has.contract && has.server) return compare(each(sides, side => side.get(name)!), `${place} ${name}`)
    return [`${place} ${name}: the contract ${has.contract ? 'has it, the server has not' : 'has it not, the server has'}`]
  })
}

/** The sentence about two values that should be equal, if they are not. */
export function unequal (place: string, what: string, sides: Pair<unknown>): string[] {
  const toText = (value: unknown) => value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
  const { contract, server } = each(sides, toText)
  return contract === server ? [] : [`${place}: ${what} is ${contract} in the contract, ${server} in the server`]
}
