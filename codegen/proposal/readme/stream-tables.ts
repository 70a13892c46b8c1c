import type { LexiconPatch, PatchedDocument } from '../patch/lexicon-patch.js'
import { fragmentOf, type ProposedStream } from '../proposed-streams.js'
import { code, listing, table } from './markdown.js'

/**
 * What each stream is, and what becomes of its document.
 *
 * @param hasUpstream whether the patch was made against published documents
 */
export function streamsTable(
  streams: readonly ProposedStream[],
  patch: LexiconPatch,
  hasUpstream: boolean,
): string {
  const rows = streams.map(({ nsid, stream }) => {
    const sequenced = stream.messages.filter((message) => message.sequenced).map(fragmentOf)
    return [
      code(nsid),
      sequenced.length === 0
        ? 'none with a `seq`'
        : listing(sequenced.map((name) => code(`#${name}`))),
      shardKeysText({ nsid, stream }),
      code(stream.defaultSubprotocol),
      stateText(
        patch.documents.find((document) => document.nsid === nsid),
        hasUpstream,
      ),
    ]
  })
  return table(['stream', 'sequenced messages', 'shard key', 'default', 'patch'], rows)
}

/**
 * How much of that the patch holds, in words that follow its name.
 *
 * @param source what it was made against; undefined where nothing published was at hand
 */
export function patchWords({ documents }: LexiconPatch, source: string | undefined): string {
  if (source === undefined) {
    return 'holds new documents only: it was made without the published Lexicons'
  }
  const missing = documents.filter(({ state }) => state === 'missing')
  if (missing.length === 0) return `holds it in full; it was made against ${source}`
  return `holds it but for ${listing(missing.map(({ nsid }) => code(nsid)))}, whose text is elsewhere; it was made against ${source}`
}

/** Everything that the patch adds, by document. */
export function additionsTable({ documents }: LexiconPatch): string {
  const rows = documents
    .filter(({ state }) => state === 'changed' || state === 'new')
    .map(({ nsid, state, added }) => [
      code(nsid),
      state === 'new' ? 'the whole document' : listing(additionTexts(added)),
    ])
  return rows.length === 0 ? 'There is nothing to add.' : table(['document', 'what is added'], rows)
}

function shardKeysText({ stream }: ProposedStream): string {
  const keys = new Set(stream.messages.flatMap(({ shardKey }) => shardKey ?? []))
  return keys.size === 0 ? 'none' : listing([...keys].map(code))
}

function stateText(document: PatchedDocument | undefined, hasUpstream: boolean): string {
  switch (document?.state) {
    case 'changed':
      return 'see below'
    case 'unchanged':
      return 'nothing to add'
    default:
      return hasUpstream ? 'one of its own: its Lexicon is elsewhere' : 'without its Lexicon'
  }
}

/** Additions in words; those of the same sort to many definitions are counted. */
function additionTexts(paths: readonly string[]): readonly string[] {
  const texts: string[] = []
  const keyed = paths.filter((path) => path.endsWith('.shardKey'))
  for (const path of paths) {
    const named =
      /^defs\.main\.(parameters\.properties\.|message\.schema\.refs\[|errors\[)([^\]]+)/.exec(path)
    if (keyed.includes(path)) continue
    else if (named?.[1]?.startsWith('parameters')) texts.push(`parameter ${code(named[2] ?? '')}`)
    else if (named?.[1]?.startsWith('message')) texts.push(`${code(named[2] ?? '')} in the union`)
    else if (named?.[1]?.startsWith('errors')) texts.push(`error ${code(named[2] ?? '')}`)
    else if (/^defs\.\w+$/.test(path)) texts.push(`definition ${code(path.slice('defs.'.length))}`)
    else texts.push(code(path))
  }
  const messages = keyed.length === 1 ? 'one message' : `${keyed.length} messages`
  return keyed.length === 0 ? texts : [...texts, `${code('shardKey')} on ${messages}`]
}
