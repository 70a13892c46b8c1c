import { startsWith } from '../bytes/starts-with.js'
import { encodeUtf8 } from '../bytes/utf8.js'
import { findJsonType } from '../json/json-properties.js'
import { NO_MATCH, PrefixMatcher } from './prefix-matcher.js'

const typePrefix = /* @__PURE__ */ encodeUtf8('{"$type":')

/** Finds which of a stream's messages a JSON payload is. */
export class JsonTypeMatcher {
  private readonly types: readonly string[]
  private readonly prefixes: PrefixMatcher

  /** @param types the messages' full types */
  constructor(types: readonly string[]) {
    this.types = types
    this.prefixes = new PrefixMatcher(types.map((type) => encodeUtf8(JSON.stringify(type))))
  }

  /** The index of the message whose payload stands at `at`, or `NO_MATCH`. */
  match(frame: Uint8Array, at: number): number {
    if (startsWith(frame, at, typePrefix)) {
      const index = this.prefixes.match(frame, at + typePrefix.length)
      if (index !== NO_MATCH) return index
    }
    const type = findJsonType(frame, at)
    return type === undefined ? NO_MATCH : this.types.indexOf(type)
  }
}
