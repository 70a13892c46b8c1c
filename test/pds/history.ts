import { didOf, type SequencedFrame } from './frames.js'
import { Account, type PdsLocation } from './account.js'

/** Three accounts. */
export interface People {
  readonly alice: Account
  readonly bob: Account
  readonly carol: Account
}

/**
 * Makes three accounts and has them do what makes the PDS sequence something of every kind, one
 * thing after the other, so that {@link historyInBrief} is what comes of it.
 */
export async function makeHistory(pds: PdsLocation): Promise<People> {
  const alice = await Account.create(pds, 'alice')
  const bob = await Account.create(pds, 'bob')
  const carol = await Account.create(pds, 'carol')
  const profile = 'app.bsky.actor.profile'
  await alice.putRecord(profile, 'self', { displayName: 'Alice' })
  const first = await alice.post('Hello')
  const second = await alice.post('Grüße aus 東京 👋🏽')
  await bob.createRecord('app.bsky.feed.like', { subject: first })
  await carol.createRecord('app.bsky.graph.follow', { subject: alice.did })
  await alice.putRecord(profile, 'self', { displayName: 'Alice the second' })
  await alice.deleteRecord(second.uri)
  const third = await bob.post('x'.repeat(300))
  await bob.write(['one', 'two', 'three'], [third])
  await bob.call('com.atproto.identity.updateHandle', { handle: 'robert.test' })
  await carol.call('com.atproto.server.deactivateAccount', {})
  await carol.call('com.atproto.server.activateAccount')
  await alice.post('The end')
  return { alice, bob, carol }
}

/** What {@link makeHistory} makes the PDS sequence, from seq 1. */
export const historyInBrief: readonly string[] = [
  'alice identity alice.test',
  'alice account active',
  'alice commit',
  'alice sync',
  'bob identity bob.test',
  'bob account active',
  'bob commit',
  'bob sync',
  'carol identity carol.test',
  'carol account active',
  'carol commit',
  'carol sync',
  'alice commit create app.bsky.actor.profile',
  'alice commit create app.bsky.feed.post',
  'alice commit create app.bsky.feed.post',
  'bob commit create app.bsky.feed.like',
  'carol commit create app.bsky.graph.follow',
  'alice commit update app.bsky.actor.profile',
  'alice commit delete app.bsky.feed.post',
  'bob commit create app.bsky.feed.post',
  'bob commit create app.bsky.feed.post, create app.bsky.feed.post, create app.bsky.feed.post, delete app.bsky.feed.post',
  'bob identity robert.test',
  'carol account deactivated',
  'carol account active',
  'carol identity carol.test',
  'carol sync',
  'alice commit create app.bsky.feed.post',
]

/** A message as one line. */
export function brief(frame: SequencedFrame, people: People): string {
  const { message } = frame
  const did = didOf(frame)
  const name = namesOf(people).get(did) ?? did
  switch (message.$type) {
    case 'com.atproto.sync.subscribeRepos#commit': {
      const ops = message.ops.map(({ action, path }) => `${action} ${path.split('/')[0]}`)
      return `${name} commit ${ops.join(', ')}`.trim()
    }
    case 'com.atproto.sync.subscribeRepos#sync':
      return `${name} sync`
    case 'com.atproto.sync.subscribeRepos#identity':
      return `${name} identity ${message.handle}`
    case 'com.atproto.sync.subscribeRepos#account':
      return `${name} account ${message.active ? 'active' : message.status}`
  }
}

function namesOf({ alice, bob, carol }: People): ReadonlyMap<string, string> {
  return new Map([
    [alice.did, 'alice'],
    [bob.did, 'bob'],
    [carol.did, 'carol'],
  ])
}
