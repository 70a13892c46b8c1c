import type { UnknownFrame } from '../../templates/client/subscribe-options.js'
import { seqOf } from '../../templates/stream/message.js'
import { shortTypeOf, type AnyMessage } from './any-message.js'
import { MessageCheck } from './message-check.js'
import { printable } from '../printable.js'
import type { StreamLexicon } from './stream-lexicon.js'
import type { Warnings } from './warnings.js'

/** Warns of messages that a lexicon does not know and, where that is asked for, that break it. */
export class MessageWarnings {
  readonly #nsid: string
  readonly #known: ReadonlySet<string> | undefined
  readonly #check: MessageCheck | undefined
  readonly #warnings: Warnings
  #invalid = 0

  constructor(
    nsid: string,
    lexicon: StreamLexicon | undefined,
    check: boolean,
    warnings: Warnings,
  ) {
    this.#nsid = nsid
    this.#known = lexicon && new Set(lexicon.stream.messages.map(({ $type }) => $type))
    this.#check = check && lexicon !== undefined ? new MessageCheck(lexicon) : undefined
    this.#warnings = warnings
  }

  /** How many messages broke the lexicon. */
  get invalid(): number {
    return this.#invalid
  }

  message(message: AnyMessage): void {
    const type = printable(shortTypeOf(message, this.#nsid), 100)
    if (this.#known?.has(message.$type) === false) {
      this.#warnings.warn(`the lexicon has no message ${type}`)
      return
    }
    const breach = this.#check?.breach(message)
    if (breach !== undefined) {
      this.#invalid += 1
      const seq = seqOf(message)
      this.#warnings.warn(`${seq === undefined ? '' : `${seq} `}${type}: ${printable(breach)}`)
    }
    for (const name of this.#check?.unknownFields(message) ?? []) {
      const field = printable(name, 64)
      this.#warnings.warn(`the lexicon's ${type} has no field ${field}`)
    }
  }

  /** A frame was skipped. */
  unknownFrame(frame: UnknownFrame): void {
    if (frame.kind === 'unknown-message') {
      this.#warnings.warn('a message that does not say its type was skipped')
      return
    }
    const op = typeof frame.op === 'string' ? JSON.stringify(frame.op) : frame.op
    this.#warnings.warn(`frames of the unknown kind ${printable(String(op), 100)} were skipped`)
  }
}
