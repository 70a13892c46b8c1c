import type { JsonPath } from '../load/json-path.js'
import type { LexiconDefinition, LexiconSubscription } from '../load/lexicon.js'
import { parseReference } from '../load/reference.js'
import type { Reference } from '../load/reference.js'
import type { Corpus, CorpusDocument } from './corpus.js'

/** A document whose main definition is a subscription. */
export interface Stream {
  readonly document: CorpusDocument
  readonly subscription: LexiconSubscription
  /** The messages that could be resolved. */
  readonly messages: readonly StreamMessage[]
  /** Whether these are all of them. */
  readonly complete: boolean
}

export interface StreamMessage {
  readonly reference: Reference
  readonly definition: LexiconDefinition
  readonly document: CorpusDocument
  /** Where the message is defined, in its own document. */
  readonly path: JsonPath
}

/** Every stream whose subscription has the right shape. */
export function* streamsOf(corpus: Corpus): Generator<Stream> {
  for (const document of corpus.documents) {
    const subscription = document.definitions.get('main')
    if (subscription?.type !== 'subscription') continue
    const { refs } = subscription.message.schema
    const messages = refs.flatMap((text): readonly StreamMessage[] => {
      const reference = parseReference(text, document.nsid)
      if (reference === undefined) return []
      const resolution = corpus.resolve(reference)
      if (resolution.kind !== 'definition') return []
      const { definition, document: home } = resolution
      return [{ reference, definition, document: home, path: ['defs', reference.name] }]
    })
    yield { document, subscription, messages, complete: messages.length === refs.length }
  }
}
