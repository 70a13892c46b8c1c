import { describe, expect, it } from 'vitest'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Dial, DialEvents } from '../../generated/runtime/client/dial.js'
import { Subscription } from '../../generated/runtime/client/subscription.js'
import { planSubscription } from '../../generated/runtime/client/subscription-plan.js'
import { comparable } from '../wire/comparable.js'
import { hex } from '../wire/hex.js'
import { lexMapOf } from './lex-of.js'
import { readVectors } from './read-vectors.js'
import type { FrameVector } from './vector-types.js'

const frames = readVectors('frames')

/**
 * A frame of each encoding that is ignored. One comes first, since a first frame in the lexicon's
 * default encoding is taken for the work of a server that echoes offers without knowing them.
 */
const ignored: Readonly<Record<string, string>> = {
  'xrpc.v0.cbor': 'v0/a-header-with-an-unknown-t',
  'xrpc.v1.cbor': 'v1cbor/a-payload-of-an-unknown-type',
  'xrpc.v1.json': 'v1json/a-payload-of-an-unknown-type',
}

function bytesOf({ hex: digits, text }: FrameVector): Uint8Array {
  return text === undefined
    ? hex(joinParts(digits ?? ''))
    : new TextEncoder().encode(joinParts(text))
}

function firstOf(subprotocol: string): FrameVector {
  const found = frames.cases.find(({ id }) => id === ignored[subprotocol])
  if (found === undefined) throw new Error(`there is no frame to ignore in ${subprotocol}`)
  return found
}

/** What a client did that was sent a frame and then, if it still listened, lost the connection. */
interface Reaction {
  readonly delivered: readonly unknown[]
  readonly unknown: readonly unknown[]
  readonly closedWith: number | undefined
  readonly error: unknown
}

async function reactionTo(tried: FrameVector): Promise<Reaction> {
  const { subprotocol } = tried
  const unknown: unknown[] = []
  let closedWith: number | undefined
  const dial: Dial = (_, events: DialEvents) => {
    queueMicrotask(() => {
      events.opened(subprotocol === stream.defaultSubprotocol ? '' : subprotocol)
      for (const each of [firstOf(subprotocol), tried]) {
        events.received(bytesOf(each), each.text === undefined)
      }
      // A close code that no client takes for a reason to try again.
      events.ended({ kind: 'closed', code: 1002, reason: 'the end' })
    })
    return {
      close: (code) => {
        closedWith ??= code
      },
    }
  }
  const options = {
    host: 'relay.example',
    subprotocols: [subprotocol],
    onUnknown: (found: unknown) => unknown.push(found),
  }
  const subscription = new Subscription(planSubscription(stream, options, dial))
  const delivered: unknown[] = []
  let error: unknown
  try {
    for await (const message of subscription) delivered.push(message)
  } catch (thrown) {
    error = thrown
  }
  return { delivered, unknown, closedWith, error }
}

it('the frames are of the stream that they are tried on', () => {
  expect(frames.stream).toBe(stream.nsid)
})

describe('a client', () => {
  it.each(frames.cases)('$id', async (frame) => {
    const { outcome } = frame
    const { delivered, unknown, closedWith, error } = await reactionTo(frame)
    switch (outcome.receiver) {
      case 'deliver':
        expect(comparable(delivered)).toEqual(comparable([lexMapOf(outcome.value ?? {})]))
        expect(error).toMatchObject({ name: 'DisconnectError' })
        break
      case 'ignore':
        expect([delivered, unknown.length]).toEqual([[], 2])
        expect(error).toMatchObject({ name: 'DisconnectError' })
        break
      case 'error':
        expect(delivered).toEqual([])
        expect(error).toMatchObject({ name: 'StreamError', error: outcome.error })
        break
      default:
        expect(delivered).toEqual([])
        expect(closedWith).toBe(outcome.code)
        expect(error).toMatchObject({
          name: outcome.reason === 'message-kind' ? 'ProtocolError' : 'DecodeError',
        })
    }
  })
})
