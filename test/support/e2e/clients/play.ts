import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { ask } from '../ask.ts'
import { asUser } from '../program.ts'

/** What a client says of a step. */
export interface Step { step: string, id?: string, status?: string, progress?: number, [about: string]: unknown }

/** How far the clock is advanced when a client sees a job in a status for the first time. */
export type Pace = Readonly<Record<string, string>>

interface Surroundings { folder: string, pace: Pace, environment: NodeJS.ProcessEnv }

export interface Played { steps: Step[], code: number | null, stderr: string }

/**
 * Runs a client program in `folder` against a double on a frozen clock, which moves only when the client has said what it saw:
 * so a job is never further on than that, however slow the machine.
 */
export async function play (t: Test, url: string, program: string, args: readonly string[], { folder, pace, environment }: Surroundings): Promise<Played> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const credentials = { DATASAUR_CLIENT_ID: `client of ${new URL(url).pathname}`, DATASAUR_CLIENT_SECRET: 'a+b:c/ü%' }
  const child = spawn(...asUser(process.execPath, [path, url, ...args]), { cwd: folder, env: { PATH: process.env.PATH, ...credentials, ...environment } })
  t.teardown(() => { child.kill('SIGKILL') })
  let stderr = ''
  child.stderr.on('data', data => { stderr += data })
  const steps: Step[] = []

  async function follow (): Promise<void> {
    const seen = new Set<string>()
    for await (const line of createInterface({ input: child.stdout })) {
      const step: Step = JSON.parse(line)
      steps.push(step)
      const by = pace[step.status ?? '']
      const news = `${step.id} ${step.status}`
      if (step.step !== 'polled' || by === undefined || seen.has(news)) continue
      seen.add(news)
      await ask(t, url, 'POST /__admin/clock/advance', { by })
    }
  }

  const [[code]] = await Promise.all([once(child, 'close'), follow()])
  return { steps, code, stderr }
}

/** The steps by their names; of several polls that saw the same only the first, as the status that they saw. */
export function outline (steps: readonly Step[]): string[] {
  return steps.map(({ step, status }) => step === 'polled' ? status! : step).filter((word, index, words) => word !== words[index - 1])
}
