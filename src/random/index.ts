/** The only door into random. */
export { Ids } from './ids.ts'
export { randomStream, streamFrom, type RandomStream, type Seed, type SeededStream } from './streams.ts'
