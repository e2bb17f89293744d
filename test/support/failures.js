// The reporter of tap: prints the failures in full, a line for each suite and the closing summary, and not the thousands of lines for what passes.
import { Transform } from 'node:stream'

/** Titles, results and plans of tests that pass. The lines for whole suites are not indented. */
const passing = /^\s*$|^ *# Subtest|^ +(ok \d|1\.\.\d|# time=)|^TAP version/

export default class Failures extends Transform {
  #rest = ''
  #inDetails = false

  constructor () {
    super({ decodeStrings: false, encoding: 'utf8' })
  }

  _transform (chunk, encoding, done) {
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop()
    done(null, lines.filter(line => this.#isShown(line)).map(line => `${line}\n`).join(''))
  }

  _flush (done) {
    done(null, this.#rest)
  }

  /** The details of a failure, between `---` and `...`, are shown whatever they say. */
  #isShown (line) {
    const isShown = this.#inDetails || !passing.test(line)
    if (/^ +---$/.test(line)) this.#inDetails = true
    if (/^ +\.\.\.$/.test(line)) this.#inDetails = false
    return isShown
  }
}
