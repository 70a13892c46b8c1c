import { describe, expect, it, onTestFinished } from 'vitest'
import type { Failover } from '../../../templates/client/failover/failover-options.js'
import { subscribe } from '../../../templates/client/node/subscribe.js'
import { MemoryLog } from '../../../templates/server/memory-log.js'
import { unixMicrosSequencer } from '../../../templates/stream/sequencer.js'
import { noteFrame, stream } from '../../server/example-stream.js'
import { startHost } from '../../server/harness.js'

const count = 300

/** A host that numbers for itself what happens in ten repositories. */
async function startRelay(aheadMicros: number) {
  const log = new MemoryLog({ seqScheme: 'unix-micros' })
  const host = await startHost({ log })
  const sequencer = unixMicrosSequencer()
  // What reaches back for ten minutes can be gone on with.
  const oldest = (Date.now() - 600_000) * 1000
  return {
    host,
    address: `ws://${host.authority}`,
    publish: (event: number) => {
      const seq = event === 0 ? oldest : sequencer.next() + aheadMicros
      log.append([{ seq, slot: 0, bytes: noteFrame(seq, `event ${event}`, `did:x:${event % 10}`) }])
    },
    close: () => host.streams.close({ deadlineMs: 0 }),
  }
}

describe.each([1, 2])('over sockets, %d at once', (parallel) => {
  it('every event comes once, though a host goes away in the middle', async () => {
    const one = await startRelay(0)
    const two = await startRelay(5_000_000)
    const publish = (event: number) => {
      one.publish(event)
      two.publish(event)
    }
    const failovers: Failover[] = []
    const subscription = subscribe(stream, {
      hosts: [one.address, two.address],
      cursor: 'oldest',
      backoff: { minMs: 0, maxMs: 2, laterMs: 0 },
      failover: { parallel, onFailover: (failover) => failovers.push(failover) },
    })
    onTestFinished(() => void subscription.return())
    for (let event = 0; event < count / 3; event++) publish(event)
    const got: string[] = []
    let closing: Promise<unknown> | undefined
    for await (const message of subscription) {
      if (!('text' in message)) continue
      got.push(message.text)
      if (got.length === count / 3 - 10) {
        closing = one.close()
        for (let event = count / 3; event < count; event++) publish(event)
      }
      if (got.length === count) break
    }
    await closing
    expect(got.toSorted(byNumber)).toEqual(Array.from({ length: count }, (_, n) => `event ${n}`))
    for (let repo = 0; repo < 10; repo++) {
      const ofRepo = got.filter((text) => text.endsWith(String(repo)))
      expect(ofRepo).toEqual(ofRepo.toSorted(byNumber))
    }
    if (parallel === 1) {
      expect(subscription.position.host).toBe(two.host.authority)
      expect(failovers).toMatchObject([
        { reason: 'sent-away', from: one.host.authority, to: two.host.authority },
      ])
    }
  })
})

function byNumber(one: string, other: string): number {
  return Number(one.slice(6)) - Number(other.slice(6))
}
