import htm from 'htm'
import { h, type VNode } from 'preact'

/** Tagged templates in place of JSX: `html\`<p>${text}</p>\``. Strings are escaped by Preact. */
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode
