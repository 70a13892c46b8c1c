import { IdResolver } from '@atproto/identity'
import { Firehose, type Event } from '@atproto/sync'

/** What `@atproto/sync` made of a stream. */
export interface SyncedEvents {
  readonly events: readonly Event[]
  readonly errors: readonly Error[]
}

/**
 * Reads a stream from its beginning with `@atproto/sync`, as an AppView does, up to the message with
 * a seq; its commits are verified with the signing keys that the PLC directory names.
 */
export async function syncThrough(
  authority: string,
  plcUrl: string,
  lastSeq: number,
): Promise<SyncedEvents> {
  const events: Event[] = []
  const errors: Error[] = []
  await new Promise<void>((resolve) => {
    const firehose = new Firehose({
      service: `ws://${authority}`,
      // Its own fetch refuses addresses of the loopback interface.
      idResolver: new IdResolver({ plcUrl, fetch }),
      // A handle is verified by what its own host says, and these have none.
      unauthenticatedHandles: true,
      getCursor: () => 0,
      handleEvent: (event) => {
        events.push(event)
        if (event.seq === lastSeq) void firehose.destroy().then(resolve)
      },
      onError: (error) => errors.push(error),
    })
    void firehose.start()
  })
  return { events, errors }
}
