import { suggest } from '../check/near-match.js'
import type { AnyMessage } from './any-message.js'
import type { StreamLexicon } from './stream-lexicon.js'
import type { Warnings } from './warnings.js'

/** Which types of messages are wanted: all, where none is named. */
export class TailTypes {
  readonly #wanted: ReadonlySet<string>

  /** @param names `commit`, `#commit` or a full type; one that the lexicon lacks is warned of */
  constructor(
    names: readonly string[],
    nsid: string,
    lexicon: StreamLexicon | undefined,
    warnings: Warnings,
  ) {
    this.#wanted = new Set(names.map((name) => fullName(name, nsid)))
    if (lexicon === undefined) return
    const known = lexicon.stream.messages.map(({ $type, t }) => ({ $type, name: plainName(t) }))
    for (const name of names) {
      const $type = fullName(name, nsid)
      if (known.some((message) => message.$type === $type)) continue
      const hint = suggest(
        plainName(name),
        known.map((message) => message.name),
      )
      const addition = hint === undefined ? '' : ` (${hint})`
      warnings.warn(`the lexicon has no message ${JSON.stringify(name)}${addition}`)
    }
  }

  includes({ $type }: AnyMessage): boolean {
    return this.#wanted.size === 0 || this.#wanted.has($type)
  }
}

function fullName(name: string, nsid: string): string {
  if (name.startsWith('#')) return nsid + name
  return name.includes('.') ? name : `${nsid}#${name}`
}

function plainName(name: string): string {
  return name.replace(/^#/, '')
}
