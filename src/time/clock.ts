import createError from '@fastify/error'
import { InvalidField } from '../validation/index.ts'
import { Agenda, type Due } from './agenda.ts'
import { frozenStart, toIso, lastMoment, mustBeShowable, toMode, toRate, type ClockReading, type ClockStart } from './clock-mode.ts'

export { frozenStart, lastMoment, type ClockMode, type ClockReading, type ClockStart } from './clock-mode.ts'

export const ClockTooManySteps = createError('CLOCK_TOO_MANY_STEPS',
  'The clock stopped at %s after %s due moments; advance again to go on', 409)

/** How many callbacks run at once, which takes half a second. Then an advance throws, and a running clock leaves the rest to its timer. */
const maxSteps = 100_000

/** How many of the remaining callbacks the timer runs before it lets requests be handled. */
const timerSteps = 10_000

/** setTimeout counts in 32 bits: a longer delay takes several timers, one after the other. */
const maxDelay = 2 ** 31 - 1

/**
 * The time for the jobs of a sandbox, and the only source of time in the program. It never goes back. `at` adds a callback for
 * a moment; one real timer is set for the earliest callback, none while the clock is frozen.
 */
export class Clock {
  readonly #agenda = new Agenda()
  readonly #onDefect: (error: unknown) => void
  readonly #onChange: () => void
  #rate: number
  /** A virtual moment and the real moment at which the clock showed it: all later moments follow from the rate. */
  #anchor: { virtual: number, real: number }
  /** The exact moment that the clock shows while an advance runs the callbacks of that moment. */
  #pinned: number | undefined
  /** How many callbacks the advance has run. */
  #steps = 0
  /** Whether callbacks that were due at the last `settle` have not run yet; they run even if the clock has been frozen since. */
  #isBehind = false
  #isPastLocked = false
  #adjusted = false
  #timer: NodeJS.Timeout | undefined
  /** The moment for which the real timer is set; Infinity if it is not set. */
  #armedFor = Infinity

  /**
   * `onDefect` receives the errors of callbacks that the real timer runs, because nothing else catches them; `onChange` is called when
   * the clock has been set or advanced.
   */
  constructor (
    start: ClockStart = { mode: 'real' }, onDefect = (error: unknown) => process.emitWarning(error as Error), onChange = () => {}
  ) {
    this.#onDefect = onDefect
    this.#onChange = onChange
    this.#rate = toRate(start)
    this.#anchor = { virtual: start.now ?? (start.mode === 'frozen' ? frozenStart : Math.floor(realNow())), real: realNow() }
  }

  /** Whole ms since the epoch. */
  now (): number {
    return this.#pinned ?? Math.floor(this.#exact())
  }

  /** ms since the epoch, with a fraction of a ms. */
  exact (): number {
    return this.#pinned ?? this.#exact()
  }

  read (): ClockReading {
    return { mode: toMode(this.#rate), rate: this.#rate, now: this.now() }
  }

  /** The moment (ms) of the earliest callback; Infinity if there is none. */
  get next (): number {
    return this.#agenda.next
  }

  /** Whether mode, rate or moment have been set, or the clock has been advanced. */
  get adjusted (): boolean {
    return this.#adjusted
  }

  /** From now on the clock cannot be set to an earlier moment: something has happened at this one. */
  lockPast (): void {
    this.#isPastLocked = true
  }

  /** Calls back once at `moment` (ms), or as soon as possible if it has passed. Returns the function that removes the callback. */
  at (moment: number, callback: (moment: number) => void): () => void {
    const due = { run: callback }
    this.plan(moment, due)
    return () => this.drop(moment, due)
  }

  /** Runs `due` once at `moment` (ms), or as soon as possible if it has passed. Takes less memory than `at`. */
  plan (moment: number, due: Due): void {
    this.lockPast()
    this.#agenda.add(moment, due)
    this.#arm()
  }

  /** Drops what was planned for `moment` (ms), unless it has run. */
  drop (moment: number, due: Due): void {
    this.#agenda.remove(moment, due)
    this.#arm()
  }

  /** Sets those of mode, rate and moment that are given. Advances to a later moment; throws InvalidField. */
  set ({ mode, rate, now }: Partial<ClockReading>): ClockReading {
    const nextRate = toRate({ mode, rate }, this.#rate)
    this.#adjusted = true
    if (now !== undefined) mustBeShowable(now, 'now')
    // a frozen clock has no timer: what is due must run before it is frozen
    this.settle()
    if (now !== undefined) {
      if (this.#isPastLocked || now > this.now()) this.advance(now, 'now')
      else this.#anchor = { virtual: now, real: realNow() }
      this.lockPast()
    }
    const real = realNow()
    this.#anchor = { virtual: this.#exact(real), real }
    this.#rate = nextRate
    this.#arm(true)
    this.#onChange()
    return this.read()
  }

  /**
   * Runs all callbacks up to `moment` (ms), in order, each at its exact moment. The clock then shows `moment`. Throws
   * InvalidField for `field`, CLOCK_TOO_MANY_STEPS.
   */
  advance (moment: number, field = 'to'): void {
    const now = this.now()
    if (moment < now) throw new InvalidField(field, `${toIso(moment)} is before ${toIso(now)}, and the clock never goes back`)
    this.#steps = 0
    this.#run(now, moment, field)
  }

  /**
   * Advances to `moment` (ms), unless the clock, which may be running, has passed it. All calls between one `settle` and the
   * next share the steps of one advance. Throws InvalidField for `field`, CLOCK_TOO_MANY_STEPS.
   */
  reach (moment: number, field = 'to'): void {
    const now = this.now()
    this.#run(now, Math.max(now, moment), field)
  }

  #run (now: number, moment: number, field: string): void {
    mustBeShowable(moment, field)
    this.#adjusted = true
    this.lockPast()
    const exact = this.#pinned ?? this.#exact()
    // a running clock that is set to the moment that it shows must not lose its fraction of a ms
    if (moment <= exact && this.#agenda.next > moment) return
    let reached = now
    try {
      while (this.#agenda.next <= moment) {
        if (this.#steps >= maxSteps) throw new ClockTooManySteps(toIso(reached), this.#steps)
        this.#pinned = reached = Math.max(reached, this.#agenda.next)
        this.#steps += this.#agenda.runNext(maxSteps - this.#steps)
      }
      reached = moment
    } finally {
      this.#anchor = { virtual: Math.max(reached, exact), real: realNow() }
      this.#pinned = undefined
      this.#arm(true)
      this.#onChange()
    }
  }

  /** Runs the callbacks that are due now, at most `limit`, without waiting for the real timer. The timer soon runs the rest, in order. */
  settle (limit = maxSteps): void {
    if (this.#pinned !== undefined) return
    this.#steps = 0
    // read once: a fast clock may go on as quickly as callbacks become due
    const now = this.now()
    while (this.#agenda.next <= now && this.#steps < limit) this.#steps += this.#agenda.runNext(limit - this.#steps)
    this.#isBehind = this.#agenda.next <= now
    if (this.#isBehind) this.#arm()
  }

  /** Removes all callbacks and the real timer. */
  stop (): void {
    this.#agenda.clear()
    this.#arm()
  }

  /** The moment with its fraction of a ms, so that a change of rate neither loses nor repeats time. */
  #exact (real = realNow()): number {
    return this.#rate === 0 ? this.#anchor.virtual : Math.min(lastMoment, this.#anchor.virtual + (real - this.#anchor.real) * this.#rate)
  }

  /** Sets the real timer for the earliest callback. `isForced`: also if that moment is the same as before, because the rate may not be. */
  #arm (isForced = false): void {
    const isStill = this.#pinned !== undefined || (this.#rate === 0 && !this.#isBehind)
    const next = isStill ? Infinity : this.#agenda.next
    if (next === this.#armedFor && !isForced) return
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
      // forced: callbacks may still be due after one that threw
      this.#arm(true)
    }, Math.min(Math.max(delay, 0), maxDelay)).unref()
  }
}

/** ms by which the real time of this process differs from that of its machine. */
let shift = 0

/** Shifts the real time of this process by so many ms, before the first clock is created: several processes then show one time. */
export function shiftRealTime (ms: number): void {
  shift += ms
}

/** Real ms since the epoch, from the monotonic timer: it does not go back when the clock of the machine is set. */
function realNow (): number {
  return performance.timeOrigin + performance.now() + shift
}
