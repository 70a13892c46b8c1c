import { ownStages } from '../../codegen/pipeline.js'
import { buildProposal, type Proposal } from '../../codegen/proposal/build-proposal.js'
import { upstreamPackage } from '../../codegen/proposal/patch/upstream-package.js'
import type { Model } from '../../codegen/model/model.js'
import { lexiconsFolder } from '../lexicons/own-documents.js'

/** The proposal for this project's own streams, and the model that it was made from. */
export interface OwnProposal extends Proposal {
  readonly model: Model
}

/** Makes the proposal that is committed under `generated/proposal/`. */
export async function ownProposal(nsids: readonly string[] = []): Promise<OwnProposal> {
  const { documents } = await ownStages.check(lexiconsFolder)
  if (documents === undefined) throw new Error('the lexicons of this project are in no order')
  const model = await ownStages.model(documents)
  const upstream = await upstreamPackage('@atproto/api')
  return { model, ...(await buildProposal({ documents, model, nsids, upstream })) }
}

/** The text of one of its files. */
export function fileOf({ files }: Proposal, path: string): string {
  const text = files.get(path)
  if (text === undefined) throw new Error(`the proposal has no ${path}`)
  return text
}

/** One of its JSON files, parsed. */
export function jsonOf(proposal: Proposal, path: string): unknown {
  const value: unknown = JSON.parse(fileOf(proposal, path))
  return value
}
