import type { CheckedDocument } from '../check/check-lexicons.js'
import type { Model, QueryModel } from '../model/model.js'
import { ownStages } from '../pipeline.js'
import { shippedLexicons } from '../streams/shipped-lexicons.js'

/** The query that every proposal brings, whatever streams it is about. */
export const statusNsid = 'com.atproto.stream.getStatus'

/**
 * The model with the query for a stream's status, which a lexicon folder need not hold.
 *
 * @throws Error where this installation lacks it
 */
export async function withStatusQuery(
  model: Model,
  documents: readonly CheckedDocument[],
): Promise<Model> {
  if (model.documents.some(({ nsid }) => nsid === statusNsid)) return model
  const shipped = await ownStages.check(shippedLexicons())
  const query = shipped.documents?.find(({ lexicon }) => lexicon.id === statusNsid)
  if (query === undefined) throw new Error(`${statusNsid} is missing`)
  return await ownStages.model([...documents, query])
}

/** The query, where the model has it. */
export function statusQuery({ documents }: Model): QueryModel | undefined {
  return documents.find(({ nsid }) => nsid === statusNsid)?.query
}
