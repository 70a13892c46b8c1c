import { isSubprotocol, type Subprotocol } from '../../templates/frame/subprotocol.js'
import type { Diagnostic } from '../load/diagnostic.js'
import type { Model, StreamModel } from '../model/model.js'
import type { Stages } from '../pipeline.js'
import { shippedLexicons } from './shipped-lexicons.js'

/** A stream as a folder of lexicons describes it, and what else that folder holds. */
export interface StreamLexicon {
  readonly nsid: string
  readonly stream: StreamModel
  readonly model: Model
  /** The wire format where nothing is negotiated. */
  readonly defaultSubprotocol: Subprotocol
  /** Why it has no cursor that is a number; absent where it has one. */
  readonly withoutCursor: string | undefined
}

/** What a folder of lexicons has to say of a stream. */
export type LexiconLookup =
  | { readonly kind: 'found'; readonly lexicon: StreamLexicon }
  /** The folder is in order and has no such stream. */
  | { readonly kind: 'unknown' }
  /** The folder is not in order. */
  | { readonly kind: 'broken'; readonly diagnostics: readonly Diagnostic[] }

/**
 * Looks a stream up in a folder of lexicons, by default the ones that come with this package.
 *
 * @throws Error where the latter are missing
 */
export async function lookUpStream(
  nsid: string,
  folder: string | undefined,
  stages: Stages,
): Promise<LexiconLookup> {
  const { documents, diagnostics } = await stages.check(folder ?? shippedLexicons())
  if (documents === undefined) return { kind: 'broken', diagnostics }
  const model = await stages.model(documents)
  const stream = model.documents.find((document) => document.nsid === nsid)?.stream
  if (stream === undefined) return { kind: 'unknown' }
  return {
    kind: 'found',
    lexicon: {
      nsid,
      stream,
      model,
      defaultSubprotocol: known(stream.defaultSubprotocol),
      withoutCursor: withoutCursor(stream),
    },
  }
}

function withoutCursor({ parameters }: StreamModel): string | undefined {
  const kind = parameters.find(({ name }) => name === 'cursor')?.shape.kind
  if (kind === undefined) return 'this stream has no cursor'
  return kind === 'integer'
    ? undefined
    : `the cursor of this stream is ${kind === 'array' ? 'an' : 'a'} ${kind}`
}

/** The checks let no other token through. */
function known(token: string): Subprotocol {
  return isSubprotocol(token) ? token : 'xrpc.v0.cbor'
}
