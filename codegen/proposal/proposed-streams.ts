import type { Definitions } from '../emit/definitions.js'
import { compareByCodeUnit } from '../load/code-unit-order.js'
import { nearMatch } from '../check/near-match.js'
import type {
  DefinitionModel,
  DocumentModel,
  MessageModel,
  Model,
  QueryModel,
  Reference,
  Shape,
  StreamModel,
} from '../model/model.js'

/** A stream that a proposal is about. */
export interface ProposedStream {
  readonly nsid: string
  readonly stream: StreamModel
}

/** The streams named make no proposal. */
export class StreamChoiceError extends Error {
  override readonly name = 'StreamChoiceError'
}

/**
 * The streams of a model that are named, or all of them where none is; sorted by NSID.
 *
 * @throws StreamChoiceError where one is not there, or there is none at all
 */
export function proposedStreams(model: Model, nsids: readonly string[]): readonly ProposedStream[] {
  const streams = model.documents.flatMap(({ nsid, stream }) =>
    stream === undefined ? [] : [{ nsid, stream }],
  )
  const known = streams.map(({ nsid }) => nsid)
  if (known.length === 0) {
    throw new StreamChoiceError('the lexicon folder has no stream to make a proposal of')
  }
  for (const nsid of nsids) {
    if (known.includes(nsid)) continue
    const near = nearMatch(nsid, known)
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`
    throw new StreamChoiceError(`the lexicon folder has no stream ${nsid}${hint}`)
  }
  return streams.filter(({ nsid }) => nsids.length === 0 || nsids.includes(nsid))
}

/** The lexicon's own name of a message. */
export function fragmentOf({ $type }: MessageModel): string {
  return $type.slice($type.indexOf('#') + 1)
}

/** The definitions of one document that the streams need, in the lexicon's order. */
export interface NeededDefinitions {
  readonly document: DocumentModel
  readonly definitions: readonly DefinitionModel[]
}

/**
 * What the messages of streams, and the answers of a query, are made of: of each document the
 * definitions that they lead to, and of a stream's own document its messages even where nothing else
 * is. Sorted by NSID.
 */
export function neededDefinitions(
  model: Model,
  streams: readonly ProposedStream[],
  query: QueryModel | undefined,
  definitions: Definitions,
): readonly NeededDefinitions[] {
  const needed = new Set<DefinitionModel>()
  const open: Reference[] = streams.flatMap(({ stream }) =>
    stream.messages.map(({ reference }) => reference),
  )
  if (query?.output !== undefined) open.push(...referencesIn(query.output))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const definition = definitions.find(next)
    if (definition === undefined || needed.has(definition)) continue
    needed.add(definition)
    open.push(...referencesOf(definition))
  }
  const chosen = new Set(streams.map(({ nsid }) => nsid))
  return model.documents
    .map((document) => ({
      document,
      definitions: document.definitions.filter((definition) => needed.has(definition)),
    }))
    .filter(({ document, definitions: own }) => own.length > 0 || chosen.has(document.nsid))
    .toSorted((a, b) => compareByCodeUnit(a.document.nsid, b.document.nsid))
}

function referencesOf({ type }: DefinitionModel): readonly Reference[] {
  switch (type.kind) {
    case 'object':
      return type.properties.flatMap(({ shape }) => referencesIn(shape))
    case 'array':
      return referencesIn(type.items)
    case 'union':
      return type.members.map(({ reference }) => reference)
    case 'alias':
      return referencesIn(type.shape)
    case 'token':
      return []
  }
}

function referencesIn(shape: Shape): readonly Reference[] {
  if (shape.kind === 'reference') return [shape.reference]
  return shape.kind === 'string' && shape.alias !== undefined ? [shape.alias] : []
}
