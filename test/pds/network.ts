import { createServer } from 'node:http'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { StreamServer } from '../../generated/runtime/server/index.js'
import { listenOnLoopback } from './loopback.js'
import { PdsProcess, serviceDid } from './pds-process.js'
import { startPlcDirectory } from './plc-directory.js'
import { SequencerSource } from './sequencer-source.js'

/** What our server's clock reads, always. */
export const serverTime = '2025-06-01T12:00:00.000Z'

/** A PDS, the PLC directory that it asks, and our server with the PDS's database as its source. */
export interface Network {
  readonly plcUrl: string
  readonly pds: PdsProcess
  readonly source: SequencerSource
  /** Our server's `127.0.0.1:port`. */
  readonly ours: string
  /** What went wrong inside our server. */
  readonly errors: readonly unknown[]
  close(): Promise<void>
}

/** Starts all of it on the loopback interface; what was started is ended where the rest fails. */
export async function startNetwork(): Promise<Network> {
  const cleanUps: (() => unknown)[] = []
  const close = async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
  }
  try {
    const plc = await startPlcDirectory()
    cleanUps.push(() => plc.close())
    const pds = new PdsProcess(plc.url)
    cleanUps.push(() => pds.remove())
    await pds.start()
    const source = new SequencerSource(pds.sequencerPath, { serviceDid })
    cleanUps.push(() => source.close())
    const errors: unknown[] = []
    const streams = new StreamServer({
      now: () => Date.parse(serverTime),
      onError: (error) => errors.push(error),
    })
    // So seldom that no test meets a `#cursor` that it does not bring about.
    streams.mount(stream, { source, cursorIntervalMs: 3_600_000 })
    const http = createServer()
    streams.attach(http)
    const listening = await listenOnLoopback(http)
    cleanUps.push(() => listening.close())
    cleanUps.push(() => streams.close({ deadlineMs: 0 }))
    return { plcUrl: plc.url, pds, source, ours: listening.authority, errors, close }
  } catch (error) {
    await close()
    throw error
  }
}
