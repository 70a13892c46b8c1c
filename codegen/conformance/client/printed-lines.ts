import { isDeepStrictEqual } from 'node:util'

import type { JsonObject } from '../../proposal/vectors/encode/json.js'
import { nsid } from '../../proposal/vectors/transcripts/script.js'
import type { Breach } from '../server/findings.js'

/** The types of messages that are compared; what else a client prints is its own affair. */
const comparedTypes: ReadonlySet<string> = new Set(
  ['commit', 'sync', 'identity', 'account'].map((name) => `${nsid}#${name}`),
)

/** What a client has printed, against what it is to hand out. */
export class PrintedLines {
  readonly #due: readonly JsonObject[]
  #count = 0
  #breach: Breach | undefined
  #error: string | undefined

  constructor(due: readonly JsonObject[]) {
    this.#due = due
  }

  /** The first line that is wrong, if one is. */
  get breach(): Breach | undefined {
    return this.#breach
  }

  /** The error that it has ended because of, as it says. */
  get error(): string | undefined {
    return this.#error
  }

  /** The seq that is due next; absent where all have come. */
  get next(): number | undefined {
    const seq = this.#due[this.#count]?.['seq']
    return typeof seq === 'number' ? seq : undefined
  }

  add(text: string): void {
    const line = parsed(text)
    if (line === undefined) return
    const $type: unknown = Reflect.get(line, '$type')
    const error: unknown = Reflect.get(line, 'error')
    if (typeof error === 'string') this.#error ??= error
    if (typeof $type !== 'string' || !comparedTypes.has($type)) return
    this.#breach ??= this.#compare(line)
    this.#count += 1
  }

  #compare(line: object): Breach | undefined {
    const due = this.#due[this.#count]
    const shown = JSON.stringify(line)
    if (due === undefined) return { expected: 'no further message', came: shown }
    const isSame = Object.entries(due).every(([name, value]) =>
      isDeepStrictEqual(Reflect.get(line, name), value),
    )
    return isSame ? undefined : { expected: JSON.stringify(due), came: shown }
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
