import { once } from 'node:events'
import { startRelay } from './relay.js'

/**
 * Serves the frames to whoever comes, until told to stop, and says how to come. What is published
 * after that is published through the control endpoint.
 *
 * @param frames in `xrpc.v0.cbor`, numbered from low to high
 */
export async function serve(
  frames: readonly Uint8Array[],
  stop: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  const relay = await startRelay()
  for (const frame of frames) await relay.publisher.publishFrame(frame)
  print(`stream   ${relay.host}`)
  print(`control  ${relay.control}`)
  print(`${frames.length} messages are stored; Ctrl-C ends it. To read them, then new ones:\n`)
  print(`  npm run -s lexstream -- tail ${relay.host} --oldest\n`)
  print('To hold it to the rules, which starts the stream afresh, without those messages:\n')
  print(`  npm run -s lexstream -- conformance ${relay.host} --setup ${relay.control}\n`)
  if (!stop.aborted) await once(stop, 'abort')
  await relay.stop()
}
