import createError from '@fastify/error'
import { InvalidField } from '../validation/index.ts'
import { Agenda } from './agenda.ts'
import { frozenStart, toIso, lastMoment, mustBeShowable, toMode, toRate, type ClockReading, type ClockStart } from './clock-mode.ts'

export { frozenStart, lastMoment, type ClockMode, type ClockReading, type ClockStart } from './clock-mode.ts'

export const ClockStopped = createError('CLOCK_TOO_MANY_STEPS', 'The clock stopped at %s after %s due moments; advance again to go on', 409)

/** How many entries run in one go, which takes half a second: an advance then stops and says so, and what is due by itself is left to the timer. */
const maxSteps = 100_000

/** How many of those that are left the timer runs before it gives way to requests. */
const timerSteps = 10_000

/** setTimeout counts in 32 bits: a longer delay is taken in stages. */
const maxDelay = 2 ** 31 - 1

/**
 * What time it is for the jobs, and the only door through which time comes in. It shows the same moment to everyone,
 * never goes back, and wakes those who wait (`at`). One real timer stands for the earliest entry, none when it is frozen.
 */
export class Clock {
  readonly #agenda = new Agenda()
  readonly #onDefect: (error: unknown) => void
  #rate: number
  /** The virtual moment that belongs to a real one; between the two lies nothing but the rate. */
  #anchor: { virtual: number, real: number }
  /** The exact moment shown while an advance runs what falls due. */
  #pinned: number | undefined
  /** How many entries the advance has run. */
  #steps = 0
  /** Whether entries are left that were due when the clock was settled, also if it is frozen by now. */
  #isBehind = false
  /** Once something has happened at a moment, the clock cannot be set to an earlier one. */
  #begun = false
  #adjusted = false
  #timer: NodeJS.Timeout | undefined
  /** The moment for which the real timer is set. */
  #armedFor = Infinity

  /** `onDefect` is called with what a callback throws that the real timer runs: nothing else catches it. */
  constructor (start: ClockStart = { mode: 'real' }, onDefect = (error: unknown) => process.emitWarning(error as Error)) {
    this.#onDefect = onDefect
    this.#rate = toRate(start)
    this.#anchor = { virtual: start.now ?? (start.mode === 'frozen' ? frozenStart : Math.floor(realNow())), real: realNow() }
  }

  /** ms since the epoch, whole. */
  now (): number {
    return this.#pinned ?? Math.floor(this.#exact())
  }

  read (): ClockReading {
    return { mode: toMode(this.#rate), rate: this.#rate, now: this.now() }
  }

  /** When something is next due, in ms; Infinity for never. */
  get next (): number {
    return this.#agenda.next
  }

  /** Whether its mode, rate or moment has been set, or it has been advanced. */
  get adjusted (): boolean {
    return this.#adjusted
  }

  /** From now on no earlier moment can be set: something has happened. */
  begin (): void {
    this.#begun = true
  }

  /** Calls back once at `moment` (ms), or as soon as possible if it is past. Returns the function that takes it back. */
  at (moment: number, callback: (moment: number) => void): () => void {
    this.#begun = true
    const cancel = this.#agenda.add(moment, callback)
    this.#arm()
    return () => {
      cancel()
      this.#arm()
    }
  }

  /** Changes mode, rate or moment, each only if given. A later moment is reached by advancing; throws InvalidField. */
  set ({ mode, rate, now }: Partial<ClockReading>): ClockReading {
    const nextRate = toRate({ mode, rate }, this.#rate)
    this.#adjusted = true
    if (now !== undefined) mustBeShowable(now, 'now')
    // a clock that is about to be frozen has no timer to wake those whose moment has come
    this.settle()
    if (now !== undefined) {
      if (this.#begun || now > this.now()) this.advance(now, 'now')
      else this.#anchor = { virtual: now, real: realNow() }
      this.#begun = true
    }
    const real = realNow()
    this.#anchor = { virtual: this.#exact(real), real }
    this.#rate = nextRate
    this.#arm(true)
    return this.read()
  }

  /** Runs everything that falls due up to `moment` (ms), in order, each entry at its exact moment, and stays there. */
  advance (moment: number, field = 'to'): void {
    const now = this.now()
    if (moment < now) throw new InvalidField(field, `${toIso(moment)} lies before ${toIso(now)}, and the clock never goes back`)
    this.#steps = 0
    this.#run(now, moment, field)
  }

  /**
   * Advances to `moment` (ms), unless the clock, which may be running, has come there by itself. Who reaches for one moment
   * after the other has the steps of one advance for all of them, from one `settle` to the next.
   */
  reach (moment: number, field = 'to'): void {
    const now = this.now()
    this.#run(now, Math.max(now, moment), field)
  }

  #run (now: number, moment: number, field: string): void {
    mustBeShowable(moment, field)
    this.#begun = this.#adjusted = true
    const exact = this.#pinned ?? this.#exact()
    // a running clock that is told what it shows already loses no part of a ms
    if (moment <= exact && this.#agenda.next > moment) return
    let reached = now
    try {
      while (this.#agenda.next <= moment) {
        if (this.#steps >= maxSteps) throw new ClockStopped(toIso(reached), this.#steps)
        this.#pinned = reached = Math.max(reached, this.#agenda.next)
        this.#steps += this.#agenda.runNext(maxSteps - this.#steps)
      }
      reached = moment
    } finally {
      this.#anchor = { virtual: Math.max(reached, exact), real: realNow() }
      this.#pinned = undefined
      this.#arm(true)
    }
  }

  /**
   * Runs what is due by now, or the first `most` of it. The real timer does so too, but may come a few ms late; what is left it
   * runs soon, in order.
   */
  settle (most = maxSteps): void {
    if (this.#pinned !== undefined) return
    this.#steps = 0
    // by one moment: a fast clock may go on as quickly as what falls due on it
    const now = this.now()
    while (this.#agenda.next <= now && this.#steps < most) this.#steps += this.#agenda.runNext(most - this.#steps)
    this.#isBehind = this.#agenda.next <= now
    if (this.#isBehind) this.#arm()
  }

  /** Lets go of the real timer: nobody is called back any more. */
  stop (): void {
    this.#agenda.clear()
    this.#arm()
  }

  /** The moment with its fraction of a ms, so that a change of rate neither loses nor repeats any. */
  #exact (real = realNow()): number {
    return this.#rate === 0 ? this.#anchor.virtual : Math.min(lastMoment, this.#anchor.virtual + (real - this.#anchor.real) * this.#rate)
  }

  #arm (anew = false): void {
    const isStill = this.#pinned !== undefined || (this.#rate === 0 && !this.#isBehind)
    const next = isStill ? Infinity : this.#agenda.next
    if (next === this.#armedFor && !anew) return
    clearTimeout(this.#timer)
    this.#armedFor = next
    if (next === Infinity) return
    const delay = this.#isBehind ? 0 : Math.ceil((next - this.#exact()) / this.#rate)
    this.#timer = setTimeout(() => {
      try {
        this.settle(timerSteps)
      } catch (error) {
        this.#onDefect(error)
      }
      // also for what is still due after a callback that crashed
      this.#arm(true)
    }, Math.min(Math.max(delay, 0), maxDelay)).unref()
  }
}

/** Real ms since the epoch, from the monotonic timer: it does not go back when somebody sets the machine's clock. */
function realNow (): number {
  return performance.timeOrigin + performance.now()
}
