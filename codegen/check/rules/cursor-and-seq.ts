import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { streamsOf } from '../streams.js'
import { quote } from '../wording.js'

const cursorWithoutSeq: RuleDescription = {
  name: 'cursor-without-seq',
  severity: 'error',
  description:
    'A subscription with an integer parameter "cursor" has a message with a "seq" to resume from.',
}

const seqWithoutCursor: RuleDescription = {
  name: 'seq-without-cursor',
  severity: 'warning',
  description:
    'A subscription with a "seq" in a message has an integer parameter "cursor" to resume with.',
}

const seqShape: RuleDescription = {
  name: 'seq-shape',
  severity: 'warning',
  description:
    'The "seq" of a message is a required integer; otherwise it is not a sequence number, and the message is not part of the sequence.',
}

/** A cursor of another type is an opaque text, which needs no sequence numbers. */
export const cursorAndSeqRule: RuleFamily = {
  rules: [cursorWithoutSeq, seqWithoutCursor, seqShape],
  *check(corpus) {
    const judged = new Set<string>()
    for (const { document, subscription, messages, complete } of streamsOf(corpus)) {
      const { source } = document
      const properties = subscription.parameters?.properties ?? {}
      const cursor = Object.hasOwn(properties, 'cursor') ? properties['cursor'] : undefined
      let sequenced = false
      for (const { definition, document: home, path, reference } of messages) {
        if (definition.type !== 'object') continue
        const seq = Object.hasOwn(definition.properties, 'seq')
          ? definition.properties['seq']
          : undefined
        if (seq === undefined) continue
        if (
          seq.type === 'integer' &&
          definition.required?.includes('seq') === true &&
          definition.nullable?.includes('seq') !== true
        ) {
          sequenced = true
          continue
        }
        const name = `${reference.nsid}#${reference.name}`
        if (judged.has(name)) continue
        judged.add(name)
        yield {
          rule: seqShape,
          source: home.source,
          path: [...path, 'properties', 'seq'],
          part: 'key',
          message: 'a sequence number must be an integer, required and not nullable',
          hint: `${quote(name)} is taken for an unsequenced message`,
        }
      }
      if (cursor?.type === 'integer' && !sequenced && complete) {
        yield {
          rule: cursorWithoutSeq,
          source,
          path: ['defs', 'main', 'parameters', 'properties', 'cursor'],
          part: 'key',
          message: 'there is a parameter "cursor", but no message has a "seq"',
        }
      }
      if (cursor?.type !== 'integer' && sequenced) {
        yield {
          rule: seqWithoutCursor,
          source,
          path: ['defs', 'main'],
          part: 'key',
          message: 'messages have a "seq", but there is no integer parameter "cursor"',
        }
      }
    }
  },
}
