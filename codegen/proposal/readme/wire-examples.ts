import { v0Frame, v1CborFrame, v1JsonFrame } from '../vectors/encode/frames.js'
import type { JsonObject } from '../vectors/encode/json.js'
import { code, fence } from './markdown.js'
import { exampleTimeMs, seqAt, type SampleStream } from './sample-stream.js'

/** One `#cursor` in each subprotocol. */
export function cursorEncodings(sample: SampleStream): string {
  const message = sample.cursor({ cursor: seqAt(-300), highestSeq: seqAt(-2), live: false })
  const { header, payload } = v0Frame('#cursor', message)
  return [
    'A replay from five minutes ago begins. As an object of the data model:',
    fence('json', JSON.stringify(message, undefined, 2)),
    `In ${code('xrpc.v1.json')}, a text message:`,
    fence('json', v1JsonFrame(message)),
    `In ${code('xrpc.v1.cbor')}, a binary message of ${v1CborFrame(message).length / 2} bytes:`,
    fence('text', hexLines(v1CborFrame(message))),
    `In ${code('xrpc.v0.cbor')}, a binary message of ${(header + payload).length / 2} bytes: the header ${code('{ op: 1, t: "#cursor" }')}, then the payload without ${code('$type')}:`,
    fence('text', `${hexLines(header)}\n${hexLines(payload)}`),
  ].join('\n\n')
}

/** Hexadecimal digits in lines of 32 bytes. */
function hexLines(digits: string): string {
  return (digits.match(/.{1,64}/g) ?? []).join('\n')
}

/** What every `#cursor` of the examples' host says of its stream. */
const host = { lowestSeq: seqAt(-259_200), seqScheme: 'unix-micros', sequenceId: 'relay-1' }

/** A consumer catches up, is passed on to new messages, and stays on an idle stream. */
export function backfillTranscript(sample: SampleStream): string {
  const [first, second, third] = [seqAt(-120), seqAt(-2), seqAt(7)]
  const event = (seq: number) => (sample.event === undefined ? [] : [received(sample.event(seq))])
  return fence(
    'text',
    [
      ...opening(sample, `?cursor=${seqAt(-300)}`),
      received(
        sample.cursor({
          cursor: seqAt(-300),
          highestSeq: second,
          live: false,
          ...host,
          pendingMessages: 2,
          time: timeAt(0),
        }),
      ),
      ...event(first),
      ...event(second),
      received(
        sample.cursor({ cursor: second, highestSeq: second, live: true, ...host, time: timeAt(0) }),
      ),
      ...event(third),
      received(
        sample.cursor({ cursor: third, highestSeq: third, live: true, ...host, time: timeAt(30) }),
      ),
    ].join('\n'),
  )
}

/** A consumer without a cursor loses its connection before anything happens, and misses nothing. */
export function idleTranscript(sample: SampleStream): string {
  const quiet = { highestSeq: seqAt(-86_400), live: true, ...host }
  const missed = seqAt(45)
  return fence(
    'text',
    [
      ...opening(sample, ''),
      received(sample.cursor({ cursor: seqAt(-86_400), ...quiet, time: timeAt(0) })),
      received(sample.cursor({ cursor: seqAt(-86_400), ...quiet, time: timeAt(30) })),
      '  (the connection is cut, and something happens before the next one)',
      ...opening(sample, `?cursor=${seqAt(-86_400)}`),
      received(
        sample.cursor({
          cursor: seqAt(-86_400),
          highestSeq: missed,
          live: false,
          ...host,
          time: timeAt(60),
        }),
      ),
      ...(sample.event === undefined ? [] : [received(sample.event(missed))]),
      received(
        sample.cursor({
          cursor: missed,
          highestSeq: missed,
          live: true,
          ...host,
          time: timeAt(60),
        }),
      ),
    ].join('\n'),
  )
}

/** A cursor above everything that a host with a counter has assigned. */
export function futureTranscript(sample: SampleStream): string {
  const counting = { lowestSeq: 1000, seqScheme: 'counter', sequenceId: 'pds-7' }
  return fence(
    'text',
    [
      ...opening(sample, `?cursor=${seqAt(-300)}`),
      received(
        sample.cursor({
          cursor: 2000,
          highestSeq: 2000,
          live: false,
          ...counting,
          time: timeAt(0),
        }),
      ),
      `< ${JSON.stringify({ $type: 'error', error: 'FutureCursor', message: 'the cursor is ahead of the stream' })}`,
      '  (the server closes the connection)',
    ].join('\n'),
  )
}

/** A cursor below everything that is retained. */
export function outdatedTranscript(sample: SampleStream): string {
  const { info, event } = sample
  const lowest = host.lowestSeq
  return fence(
    'text',
    [
      ...opening(sample, `?cursor=${seqAt(-600_000)}`),
      received(
        sample.cursor({
          cursor: lowest - 1,
          highestSeq: seqAt(-2),
          live: false,
          ...host,
          time: timeAt(0),
        }),
      ),
      ...(info === undefined
        ? []
        : [
            received(
              info({
                name: 'OutdatedCursor',
                message: 'the cursor is older than what is retained',
              }),
            ),
          ]),
      ...(event === undefined ? [] : [received(event(lowest))]),
      '  (and so on)',
    ].join('\n'),
  )
}

function opening({ nsid }: SampleStream, query: string): readonly string[] {
  return [
    `> GET /xrpc/${nsid}${query}`,
    '> Sec-WebSocket-Protocol: xrpc.v1.json, xrpc.v0.cbor',
    '< 101 Switching Protocols',
    '< Sec-WebSocket-Protocol: xrpc.v1.json',
  ]
}

function received(message: JsonObject): string {
  return `< ${v1JsonFrame(message)}`
}

function timeAt(seconds: number): string {
  return new Date(exampleTimeMs + seconds * 1000).toISOString()
}
