import {
  stream,
  type Commit,
  type Message,
} from '../../generated/com.atproto.sync.subscribeRepos.js'
import { Publisher, type StreamLog } from '../../generated/runtime/server/index.js'
import { makeFrames } from '../demo/made-frames.js'

const nsid = 'com.atproto.sync.subscribeRepos'
const time = '2026-01-02T03:04:05.678Z'

/** Something that can be published of an account. */
type Publishable = Parameters<Publisher<Message>['publish']>[0]

async function makeCommit(): Promise<Commit> {
  for (const frame of await makeFrames(3)) {
    const decoded = stream.codecs['xrpc.v0.cbor'].decode(frame)
    if (decoded.kind === 'message' && decoded.message.$type === `${nsid}#commit`) {
      return decoded.message
    }
  }
  throw new Error('no commit was made')
}

const commit = makeCommit()

/** A message of every type that belongs to an account. */
async function eventsOf(did: string): Promise<readonly Publishable[]> {
  const { seq: _seq, ...unsequenced } = await commit
  const { rev } = unsequenced
  return [
    { ...unsequenced, repo: did },
    { $type: `${nsid}#sync`, did, rev, blocks: Uint8Array.of(1, 2, 3), time },
    { $type: `${nsid}#identity`, did, time, handle: 'name.example' },
    { $type: `${nsid}#account`, did, time, active: false, status: 'suspended' },
  ]
}

/** Publishes a message of every type for each account, the accounts taking turns. */
export async function publishEvents(
  publisher: Publisher<Message>,
  dids: readonly string[],
): Promise<number[]> {
  const events = await Promise.all(dids.map((did) => eventsOf(did)))
  const mixed = [0, 1, 2, 3].flatMap((kind) => events.flatMap((ofOne) => ofOne[kind] ?? []))
  return Promise.all(mixed.map((event) => publisher.publish(event)))
}

/** A publisher for whom `#identity` has no shard key, as if its lexicon named none. */
export function publisherWithoutKeys(log: StreamLog): Publisher<Message> {
  const messages = stream.messages.map((message) =>
    message.t === '#identity' ? { ...message, shardKey: undefined } : message,
  )
  return new Publisher({ ...stream, messages }, log)
}

/** Whose message it is. */
export function accountOf(message: Message): string | undefined {
  if ('repo' in message) return message.repo
  return 'did' in message ? message.did : undefined
}
