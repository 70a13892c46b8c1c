import { isObject, valueAt } from '../lexicons/structure.js'
import { jsonOf, type OwnProposal } from './own-proposal.js'

/** A message of a stream from the test vectors. */
export interface VectorMessage {
  readonly nsid: string
  /** For example `commit/minimal`. */
  readonly id: string
  readonly value: Readonly<Record<string, unknown>>
}

/** Every message of the test vectors that is valid. */
export function vectorMessages(proposal: OwnProposal): readonly VectorMessage[] {
  return proposal.streams.flatMap((nsid) =>
    itemsOf(valueAt(jsonOf(proposal, `vectors/messages.${nsid}.json`), 'messages')).flatMap(
      (message) =>
        itemsOf(valueAt(message, 'cases')).flatMap((each) => {
          const value = valueAt(each, 'value')
          return isObject(value) ? [{ nsid, id: String(valueAt(each, 'id')), value }] : []
        }),
    ),
  )
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
