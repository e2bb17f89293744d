import { signal } from '@preact/signals'

const key = 'jobdouble control token'

/** The token of the control API, kept for the tab; empty if none has been needed. */
export const token = signal(sessionStorage.getItem(key) ?? '')

/** Why the page asks for a token; undefined while it does not. */
export const tokenQuestion = signal<string | undefined>(undefined)

let answer: PromiseWithResolvers<void> | undefined

/** Resolves when the user has given a token. Calls that fail at the same time share one question. */
export async function askForToken (reason: string): Promise<void> {
  tokenQuestion.value = reason
  answer ??= Promise.withResolvers()
  await answer.promise
}

export function giveToken (text: string): void {
  sessionStorage.setItem(key, text)
  token.value = text
  tokenQuestion.value = undefined
  answer?.resolve()
  answer = undefined
}
