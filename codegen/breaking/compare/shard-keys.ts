import { quote } from '../../check/wording.js'
import type { LexiconDocument, LexiconObject } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { shardKeyOf } from '../../model/shard-key.js'
import { fullReferences } from './references.js'

/** What became of the shard keys of a stream's messages, if the stream has shards already. */
export function* compareShardKeys({
  before,
  after,
  nsid,
}: Versions<LexiconDocument>): Generator<Change> {
  const stream = before.defs['main']
  if (stream?.type !== 'subscription') return
  if (!Object.hasOwn(stream.parameters?.properties ?? {}, 'shardCount')) return
  for (const ref of fullReferences(stream.message.schema.refs, nsid)) {
    const name = ref.startsWith(`${nsid}#`) ? ref.slice(nsid.length + 1) : undefined
    const old = name === undefined ? undefined : objectNamed(before, name)
    const now = name === undefined ? undefined : objectNamed(after, name)
    if (name === undefined || old === undefined || now === undefined) continue
    const oldKey = shardKeyOf(old)
    const newKey = shardKeyOf(now)
    if (oldKey === newKey) continue
    yield {
      rule: evolutionRules.shardKeyChanged,
      path: now.shardKey === undefined ? ['defs', name] : ['defs', name, 'shardKey'],
      message: `the shard key was ${shown(oldKey)}, and is ${shown(newKey)} now`,
    }
  }
}

function objectNamed({ defs }: LexiconDocument, name: string): LexiconObject | undefined {
  const definition = Object.hasOwn(defs, name) ? defs[name] : undefined
  return definition?.type === 'object' ? definition : undefined
}

function shown(key: string | undefined): string {
  return key === undefined ? 'none' : quote(key)
}
