import type { ReadResult, StreamSource } from '../stream-source.js'
import type { ReadCheck } from './read-check.js'
import { RecentResults } from './recent-results.js'

/** What was read of a log. */
export interface LogRead extends ReadResult {
  /** The state of the log that this was read from: see {@link SharedReads.version}. */
  readonly version: number
}

/** So many bytes of reads are kept. */
const keptBytes = 8 * 1024 * 1024

/**
 * Reads a source once for everyone who is at the same place. A read is used again only while the
 * source has told of nothing newer, so that what it says of the end is as true as a fresh one's.
 */
export class SharedReads {
  readonly #source: StreamSource
  readonly #limit: number
  readonly #check: ReadCheck
  readonly #recent = new RecentResults<LogRead>(keptBytes)
  #version = 0

  /** @param limit how many frames are read at most at a time */
  constructor(source: StreamSource, limit: number, check: ReadCheck) {
    this.#source = source
    this.#limit = limit
    this.#check = check
  }

  /** Changes with everything that the source tells of; a read of an older version may lack it. */
  get version(): number {
    return this.#version
  }

  /** The source has told of something new. */
  invalidate(): void {
    this.#version++
    this.#recent.clear()
  }

  /** What follows a seq, about `maxBytes` of it: at once, or later, as the source has it. */
  read(after: number, maxBytes: number): LogRead | Promise<LogRead> {
    const key = `${after} ${maxBytes}`
    return this.#recent.get(key) ?? this.#recent.keep(key, this.#readAnew(after, maxBytes), sizeOf)
  }

  #readAnew(after: number, maxBytes: number): LogRead | Promise<LogRead> {
    const version = this.#version
    const result = this.#source.read({ after, limit: this.#limit, maxBytes })
    const passed = (read: ReadResult) => ({ ...this.#check.passed(read, after), version })
    return result instanceof Promise ? result.then(passed) : passed(result)
  }
}

/** Nothing is not kept: the next look may find that something was pruned, of which no one is told. */
function sizeOf({ frames }: LogRead): number | undefined {
  if (frames.length === 0) return undefined
  return frames.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
