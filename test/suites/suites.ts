/** Which test files run in one process: to load tap and its TypeScript takes longer than most of them. */
export const suites = {
  contract: /^contract\//,
  control: /^control\//,
  datasaur: /^providers\/datasaur/,
  e2e: /^e2e\//,
  immuta: /^providers\/immuta/,
  jobs: /^jobs\//,
  julep: /^providers\/julep/,
  program: /^[^/]+$|^(http|sandboxes)\/|^providers\/(provider|refusals)\b/,
  starfish: /^providers\/starfish/,
  waveline: /^providers\/waveline/
} as const satisfies Record<string, RegExp>

export type Suite = keyof typeof suites
