/** Which test files run in one process: to load tap and its TypeScript takes longer than most of them. */
export const suites = {
  contract: /^contract\//,
  control: /^control\//,
  datasaur: /^providers\/datasaur/,
  e2e: /^e2e\/(?!datasaur|documented|julep|sandboxes|starfish|waveline|immuta)/,
  'e2e-providers': /^e2e\/(datasaur|documented|julep|sandboxes|starfish|waveline|immuta)/,
  faults: /^faults\//,
  immuta: /^providers\/immuta/,
  jobs: /^(jobs|time|random)\//,
  journal: /^(journal|traffic)\//,
  julep: /^providers\/julep/,
  program: /^[^/]+$|^(cli|client|dashboard|docs|http|sandboxes|suites|validation)\/|^providers\/(list|odd-values|provider|refusals|rejected|unknown-status)\b/,
  starfish: /^providers\/starfish/,
  waveline: /^providers\/waveline/
} as const satisfies Record<string, RegExp>

export type Suite = keyof typeof suites
