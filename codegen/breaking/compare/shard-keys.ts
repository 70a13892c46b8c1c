import { quote } from '../../check/wording.js'
import type { LexiconDocument, LexiconObject, LexiconSubscription } from '../../load/lexicon.js'
import { parseReference } from '../../load/reference.js'
import { shardKeyOf } from '../../model/shard-key.js'
import type { Change } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { fullReferences } from './references.js'

type Documents = ReadonlyMap<string, LexiconDocument>

/** A change to the document of this NSID. */
interface DocumentChange {
  readonly nsid: string
  readonly change: Change
}

/**
 * What became of the shard keys of the messages of streams that have shards already. A message may be
 * defined in another document than its stream, and be one of several streams; it is told once.
 */
export function* compareShardKeys(before: Documents, after: Documents): Generator<DocumentChange> {
  for (const ref of shardedMessages(before, after)) {
    const { nsid, name } = parseReference(ref, '') ?? { nsid: '', name: '' }
    const old = messageNamed(before.get(nsid), name)
    const now = messageNamed(after.get(nsid), name)
    if (old === undefined || now === undefined) continue
    const oldKey = shardKeyOf(old.object)
    const newKey = shardKeyOf(now.object)
    if (oldKey === newKey) continue
    const path = now.object.shardKey === undefined ? now.path : [...now.path, 'shardKey']
    const message = `the shard key was ${shown(oldKey)}, and is ${shown(newKey)} now`
    yield { nsid, change: { rule: evolutionRules.shardKeyChanged, path, message } }
  }
}

/** What streams with shards sent and send still, in full, each once. */
function shardedMessages(before: Documents, after: Documents): ReadonlySet<string> {
  return new Set(
    [...before].flatMap(([nsid, document]) => {
      const old = streamOf(document)
      const now = streamOf(after.get(nsid))
      if (old === undefined || now === undefined) return []
      if (!Object.hasOwn(old.parameters?.properties ?? {}, 'shardCount')) return []
      const sent = fullReferences(now.message.schema.refs, nsid)
      return [...fullReferences(old.message.schema.refs, nsid)].filter((ref) => sent.has(ref))
    }),
  )
}

function streamOf(document: LexiconDocument | undefined): LexiconSubscription | undefined {
  const main = document?.defs['main']
  return main?.type === 'subscription' ? main : undefined
}

function messageNamed(
  document: LexiconDocument | undefined,
  name: string,
): { readonly object: LexiconObject; readonly path: readonly string[] } | undefined {
  const defs = document?.defs ?? {}
  const definition = Object.hasOwn(defs, name) ? defs[name] : undefined
  const path = ['defs', name]
  if (definition?.type === 'record') {
    return { object: definition.record, path: [...path, 'record'] }
  }
  return definition?.type === 'object' ? { object: definition, path } : undefined
}

function shown(key: string | undefined): string {
  return key === undefined ? 'none' : quote(key)
}
