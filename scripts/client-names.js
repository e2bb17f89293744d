/** The text of src/client/names.ts: the names that the typed client knows. */
export function toClientNames (providers, lifecycles) {
  const variables = Object.assign({}, ...providers.map(({ env }) => env))
  const switches = providers.flatMap(({ name, switches = {} }) => Object.entries(switches).map(([key, help]) => ({ option: toCamelCase(`${name}-${key}`), help })))
  return `// Generated from src/providers and fixtures/lifecycles by \`npm run build\`. A test holds it against both.

/** A hosted service that jobdouble stands in for. */
export type Provider = ${providers.map(({ name }) => `'${name}'`).join(' | ')}

/** A lifecycle that every sandbox knows: docs/lifecycles.md shows each as a timeline. */
export type BuiltInLifecycle =
${lifecycles.map(name => `  | '${name}'`).join('\n')}

/** The switches of providers, each an option of \`start\`. */
export interface ProviderSwitches {
${switches.map(({ option, help }) => `  /** ${help}; false if missing. */\n  ${option}?: boolean | undefined`).join('\n')}
}

/** The variables that the clients of all providers read; \`{url}\` stands for the base URL of a sandbox. Any credential is accepted. */
export const variables = {
${Object.entries(variables).map(([name, value]) => `  ${name}: '${value}'`).join(',\n')}
} as const
`
}

function toCamelCase (name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
}
