import { subprotocols } from '../../frame/subprotocol.js'
import { dropReasons } from './drop-reason.js'
import type { PartStats } from './part-meter.js'
import type { ServerStats } from './server-stats.js'
import type { StreamStats } from './stream-meter.js'

/** A value of a metric, with the labels that tell it from the others. */
export interface MetricSample {
  readonly value: number
  readonly labels: Readonly<Record<string, string>>
}

/** A metric: everything about it but how it is rendered. */
export interface MetricFamily {
  /** A counter's ends in `_total`. */
  readonly name: string
  /** No double quotes in it: OpenMetrics wants them escaped here, which registries do not do. */
  readonly help: string
  readonly type: 'counter' | 'gauge'
  /** How the values of several processes make one. */
  readonly aggregator: 'sum' | 'max'
  readonly samples: (stats: ServerStats) => readonly MetricSample[]
}

/** The metrics of a server. */
export const metricFamilies: readonly MetricFamily[] = [
  {
    name: 'lexstream_server_connections',
    help: 'Open connections over all streams, those still shaking hands included.',
    type: 'gauge',
    aggregator: 'sum',
    samples: ({ connections }) => [{ value: connections, labels: {} }],
  },
  {
    name: 'lexstream_buffered_bytes',
    help: 'Bytes that wait in all connections to go out.',
    type: 'gauge',
    aggregator: 'sum',
    samples: ({ bufferedBytes }) => [{ value: bufferedBytes, labels: {} }],
  },
  {
    name: 'lexstream_handshakes_refused_total',
    help: 'Requests for a stream that did not become connections, by HTTP status and XRPC error name.',
    type: 'counter',
    aggregator: 'sum',
    samples: ({ refusedHandshakes }) =>
      refusedHandshakes.map(({ status, error, count }) => ({
        value: count,
        labels: { status: `${status}`, error },
      })),
  },
  {
    name: 'lexstream_connections',
    help: 'Open connections by what they asked for; those with mode replay are still reading the log.',
    type: 'gauge',
    aggregator: 'sum',
    samples: byPart(({ connections, replayingConnections }, labels) => [
      { value: connections - replayingConnections, labels: { ...labels, mode: 'live' } },
      { value: replayingConnections, labels: { ...labels, mode: 'replay' } },
    ]),
  },
  {
    name: 'lexstream_messages_sent_total',
    help: 'Sequenced messages sent; the backfill rate is the rate() of those with mode replay.',
    type: 'counter',
    aggregator: 'sum',
    samples: byPart(({ liveMessages, replayedMessages }, labels) => [
      { value: liveMessages, labels: { ...labels, mode: 'live' } },
      { value: replayedMessages, labels: { ...labels, mode: 'replay' } },
    ]),
  },
  {
    name: 'lexstream_bytes_sent_total',
    help: 'Size of the sequenced messages sent, before compression.',
    type: 'counter',
    aggregator: 'sum',
    samples: byPart(({ bytes }, labels) => [{ value: bytes, labels }]),
  },
  {
    name: 'lexstream_messages_encoded_total',
    help: 'Messages encoded, each once for all of its subscribers; passing stored frames on is not encoding.',
    type: 'counter',
    aggregator: 'sum',
    samples: byStream(({ stream, encodedMessages }) =>
      subprotocols.map((subprotocol) => ({
        value: encodedMessages[subprotocol],
        labels: { stream, subprotocol },
      })),
    ),
  },
  {
    name: 'lexstream_drops_total',
    help: 'Connections that the server ended, by reason.',
    type: 'counter',
    aggregator: 'sum',
    samples: byStream(({ stream, drops }) =>
      dropReasons.map((reason) => ({ value: drops[reason], labels: { stream, reason } })),
    ),
  },
  {
    name: 'lexstream_highest_seq',
    help: 'The highest sequence number assigned.',
    type: 'gauge',
    aggregator: 'max',
    samples: byStream(({ stream, highestSeq }) => whereKnown(highestSeq, { stream })),
  },
  {
    name: 'lexstream_lag_seqs',
    help: 'How far the slowest connection is behind the highest sequence number, in sequence numbers.',
    type: 'gauge',
    aggregator: 'max',
    samples: byStream(({ stream, lagSeqs }) => whereKnown(lagSeqs, { stream })),
  },
  {
    name: 'lexstream_lag_seconds',
    help: 'How far the slowest connection is behind, where the sequence numbers tell the time.',
    type: 'gauge',
    aggregator: 'max',
    samples: byStream(({ stream, lagSeconds }) => whereKnown(lagSeconds, { stream })),
  },
]

function byStream(
  samples: (stats: StreamStats) => readonly MetricSample[],
): MetricFamily['samples'] {
  return ({ streams }) => streams.flatMap(samples)
}

function byPart(
  samples: (part: PartStats, labels: MetricSample['labels']) => readonly MetricSample[],
): MetricFamily['samples'] {
  return byStream(({ stream, parts }) =>
    parts.flatMap((part) => {
      const { subprotocol, shard } = part
      return samples(part, { stream, subprotocol, shard })
    }),
  )
}

function whereKnown(
  value: number | undefined,
  labels: MetricSample['labels'],
): readonly MetricSample[] {
  return value === undefined ? [] : [{ value, labels }]
}
