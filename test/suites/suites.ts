/** Which test files run in one process: to load tap, the program and what the tests need takes longer than most test files. */
export const suites = {
  e2e: /^e2e\/(?!datasaur|documented|immuta|julep|sandboxes|starfish|waveline)/,
  'e2e-providers': /^e2e\/(datasaur|documented|immuta|julep|sandboxes|starfish|waveline)/,
  providers: /^(cli|contract|journal|providers|traffic)\//,
  others: /^(?!(cli|contract|e2e|journal|providers|traffic)\/)/
} as const satisfies Record<string, RegExp>

export type Suite = keyof typeof suites
