/** The text of src/client/providers.ts: what the typed client knows of the providers. */
export function toProviderTypes (providers) {
  const variables = Object.assign({}, ...providers.map(({ env }) => env))
  return `// Generated from src/providers by \`npm run build\`. A test holds it against the providers.

/** A hosted service that jobdouble stands in for. */
export type Provider = ${providers.map(({ name }) => `'${name}'`).join(' | ')}

/** The variables that the clients of all providers read; \`{url}\` stands for the base URL of a sandbox. Any credential is accepted. */
export const variables = {
${Object.entries(variables).map(([name, value]) => `  ${name}: '${value}'`).join(',\n')}
} as const
`
}
