import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols } from '../../generated/runtime/index.js'
import { newConsumer, type ConsumerState } from './consumer.js'
import { EventLines } from './event-lines.js'
import { LiveTable, minColumns } from './live-table.js'
import { makeFrames } from './made-frames.js'
import { readRealFrames } from './real-frames.js'
import { startRelay, type Relay } from './relay.js'
import { runFirehose } from './run-firehose.js'
import { runGenerated, type RunOptions } from './run-generated.js'
import { serve } from './serve.js'

/** How long consumers take for a message, and the relay between two: so that there is something to see. */
const handlingMs = 20
const publishEveryMs = 25
/** Far more than it takes: what has not happened by then does not happen. */
const deadlineMs = 30_000

const firehose = newConsumer('@atproto/sync', 'xrpc.v0.cbor')
const generated = subprotocols.map((subprotocol) => ({
  subprotocol,
  consumer: newConsumer('lexstream', subprotocol),
}))
const consumers = [firehose, ...generated.map(({ consumer }) => consumer)]

process.exitCode = await main()

/** @returns the process's exit code: 0 only where every consumer saw every message */
async function main(): Promise<number> {
  const args = process.argv.slice(2)
  const isServing = args.join() === '--serve'
  if (args.length > 0 && !isServing) {
    console.error(`error: ${args.join(' ')}: the demo takes no option but --serve`)
    return 2
  }
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort())
  }
  // Whoever reads this may have seen enough: `npm run demo | head`.
  process.stdout.on('error', () => interrupted.abort())
  const stopped = AbortSignal.any([interrupted.signal, AbortSignal.timeout(deadlineMs)])

  const real = readRealFrames()
  const frames = real ?? (await makeFrames(150))
  if (isServing) {
    console.log(style('bold', stream.nsid))
    await serve(frames, interrupted.signal, (line) => console.log(line))
    return 0
  }
  const origin = real === undefined ? 'made and signed here' : 'of the public relay'
  const relay = await startRelay()
  console.log(style('bold', `${stream.nsid} at ${relay.host}`))
  console.log(`${frames.length} frames ${origin}: half are stored before anyone connects,`)
  console.log('the others are published while all four consumers are connected\n')

  const started = performance.now()
  await run(relay, frames, stopped)
  await relay.stop()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return report(frames.length, seconds, interrupted.signal.aborted)
}

/** Runs until every consumer has seen every frame, or `stopped`. */
async function run(
  relay: Relay,
  frames: readonly Uint8Array[],
  stopped: AbortSignal,
): Promise<void> {
  const half = Math.floor(frames.length / 2)
  for (const frame of frames.slice(0, half)) await relay.publisher.publishFrame(frame)

  const finished = new AbortController()
  const signal = AbortSignal.any([stopped, finished.signal])
  const show = startShow(frames.length)
  const options = (consumer: ConsumerState): RunOptions => ({
    host: relay.host,
    signal,
    handlingMs,
    onChange: () => {
      show.note(consumer)
      if (consumers.every(({ seqs }) => seqs.size === frames.length)) finished.abort()
    },
  })
  const bySeq = new Map(frames.map((frame) => [seqOf(frame), frame]))
  const running = [
    runFirehose(firehose, options(firehose)),
    ...generated.map(({ subprotocol, consumer }) =>
      runGenerated(consumer, subprotocol, bySeq, options(consumer)).catch((error: unknown) => {
        consumer.error = error instanceof Error ? error.message : String(error)
        finished.abort()
      }),
    ),
  ]

  const replayed = () => consumers.every(({ seqs }) => seqs.size >= half)
  while (!replayed() && !signal.aborted) await delay(10)
  for (const frame of frames.slice(half)) {
    if (signal.aborted) break
    await relay.publisher.publishFrame(frame)
    await delay(publishEveryMs)
  }
  await Promise.all(running)
  show.stop()
}

function seqOf(frame: Uint8Array): number {
  return stream.codecs['xrpc.v0.cbor'].peek(frame).seq ?? 0
}

/** A table that is redrawn on a terminal, lines elsewhere. */
function startShow(total: number): { note(consumer: ConsumerState): void; stop(): void } {
  if (process.stdout.isTTY && process.stdout.columns >= minColumns) {
    const table = new LiveTable(process.stdout, consumers, total)
    table.start()
    return { note: () => undefined, stop: () => table.stop() }
  }
  const lines = new EventLines((line) => console.log(line), total)
  return { note: (consumer) => lines.note(consumer), stop: () => undefined }
}

function report(total: number, seconds: string, interrupted: boolean): number {
  if (interrupted) {
    console.log('\ninterrupted')
    return 130
  }
  console.log()
  const complete = consumers.filter(({ seqs }) => seqs.size === total)
  for (const { name, wire, seqs, error } of consumers) {
    if (seqs.size === total) continue
    console.log(
      style('red', `${name} ${wire}: ${seqs.size} of ${total} messages; ${error ?? 'stopped'}`),
    )
  }
  const exact = generated.every(({ consumer }) => consumer.identical === total)
  if (complete.length < consumers.length || !exact) {
    console.log(style('red', `${complete.length} of ${consumers.length} consumers saw everything`))
    if (!exact) console.log(style('red', 'some messages do not encode to the bytes they came from'))
    return 1
  }
  console.log(style('green', `all four consumers saw all ${total} messages, in ${seconds} s`))
  console.log('and from each of the three encodings every message encodes to its original bytes')
  return 0
}

/** Colours only where the terminal has them and nobody asked for none. */
function style(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout })
}
