import { setTimeout as delay } from 'node:timers/promises'
import { IdResolver } from '@atproto/identity'
import { Firehose } from '@atproto/sync'
import type { ConsumerState } from './consumer.js'
import type { RunOptions } from './run-generated.js'

/**
 * `Firehose` of `@atproto/sync` as it is. What would go out to the network is left out: signatures
 * and handles are not verified, and every DID is unknown.
 */
export async function runFirehose(consumer: ConsumerState, options: RunOptions): Promise<void> {
  const { host, signal, handlingMs, onChange } = options
  const firehose = new Firehose({
    service: host,
    idResolver: new IdResolver({ fetch: async () => new Response(null, { status: 404 }) }),
    unauthenticatedCommits: true,
    unauthenticatedHandles: true,
    getCursor: () => consumer.cursor ?? 0,
    handleEvent: async ({ seq }) => {
      consumer.seqs.add(seq)
      consumer.cursor = seq
      onChange()
      await delay(handlingMs)
    },
    onError: (error) => {
      consumer.error = error.message
      onChange()
    },
  })
  const running = firehose.start()
  const stop = () => void firehose.destroy()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  await running
}
