import {
  AggregatorRegistry,
  Counter,
  Gauge,
  register,
  Registry,
  type OpenMetricsContentType,
  type RegistryContentType,
} from 'prom-client'
import { describe, expect, it } from 'vitest'
import { registerMetrics, type MetricsRegistry } from '../../templates/server/metrics/prometheus.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { noteFrame, nsid } from './example-stream.js'
import { Peer, publishNotes, startHost, type Host } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'

const noteBytes = noteFrame(1, 'text').length

/**
 * Three messages; one subscriber that replays two of them, in v0; one that is live from the first
 * on, in JSON; and one that was refused.
 */
async function scenario(): Promise<Host> {
  const host = await startHost()
  const live = new Peer(host.authority, '', 'xrpc.v1.json')
  await live.brief()
  await publishNotes(host.publisher, 3)
  expect((await live.briefs(3)).at(-1)).toBe('note 3')
  const replaying = new Peer(host.authority, '?cursor=1')
  expect((await replaying.briefs(4)).at(-1)).toBe('cursor 3/3 live')
  const client = await RawClient.connect(host.authority)
  client.write(rawRequest({ method: 'POST' }))
  await client.answer()
  return host
}

/** The size of three notes in JSON: the envelope, and what is in it. */
const jsonBytes =
  3 *
  `{"$type":"message","payload":{"$type":"${nsid}#note","seq":1,"did":"did:example:a","text":"text"}}`
    .length

/** What a scrape of the scenario says, as the families have it: name, type, help, samples. */
const families: readonly (readonly [string, string, string, ...(readonly string[])])[] = [
  [
    'lexstream_server_connections',
    'gauge',
    'Open connections over all streams, those still shaking hands included.',
    ' 2',
  ],
  ['lexstream_buffered_bytes', 'gauge', 'Bytes that wait in all connections to go out.', ' 0'],
  [
    'lexstream_handshakes_refused_total',
    'counter',
    'Requests for a stream that did not become connections, by HTTP status and XRPC error name.',
    '{status="400",error="InvalidRequest"} 0',
    '{status="400",error="InvalidShard"} 0',
    '{status="401",error="AuthenticationRequired"} 0',
    '{status="403",error="Forbidden"} 0',
    '{status="405",error="MethodNotAllowed"} 1',
    '{status="414",error="UriTooLong"} 0',
    '{status="426",error="UpgradeRequired"} 0',
    '{status="429",error="RateLimitExceeded"} 0',
    '{status="499",error="ClientGone"} 0',
    '{status="500",error="InternalServerError"} 0',
    '{status="501",error="MethodNotImplemented"} 0',
    '{status="503",error="NotEnoughResources"} 0',
    '{status="503",error="ServiceUnavailable"} 0',
  ],
  [
    'lexstream_connections',
    'gauge',
    'Open connections by what they asked for; those with mode replay are still reading the log.',
    `{stream="${nsid}",subprotocol="xrpc.v1.json",shard="all",mode="live"} 1`,
    `{stream="${nsid}",subprotocol="xrpc.v1.json",shard="all",mode="replay"} 0`,
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all",mode="live"} 1`,
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all",mode="replay"} 0`,
  ],
  [
    'lexstream_messages_sent_total',
    'counter',
    'Sequenced messages sent; the backfill rate is the rate() of those with mode replay.',
    `{stream="${nsid}",subprotocol="xrpc.v1.json",shard="all",mode="live"} 3`,
    `{stream="${nsid}",subprotocol="xrpc.v1.json",shard="all",mode="replay"} 0`,
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all",mode="live"} 0`,
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all",mode="replay"} 2`,
  ],
  [
    'lexstream_bytes_sent_total',
    'counter',
    'Size of the sequenced messages sent, before compression.',
    `{stream="${nsid}",subprotocol="xrpc.v1.json",shard="all"} ${jsonBytes}`,
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all"} ${2 * noteBytes}`,
  ],
  [
    'lexstream_messages_encoded_total',
    'counter',
    'Messages encoded, each once for all of its subscribers; passing stored frames on is not encoding.',
    `{stream="${nsid}",subprotocol="xrpc.v0.cbor"} 0`,
    `{stream="${nsid}",subprotocol="xrpc.v1.cbor"} 0`,
    `{stream="${nsid}",subprotocol="xrpc.v1.json"} 3`,
  ],
  [
    'lexstream_drops_total',
    'counter',
    'Connections that the server ended, by reason.',
    `{stream="${nsid}",reason="consumer-too-slow"} 0`,
    `{stream="${nsid}",reason="future-cursor"} 0`,
    `{stream="${nsid}",reason="source-failed"} 0`,
    `{stream="${nsid}",reason="stream-error"} 0`,
    `{stream="${nsid}",reason="too-many-incoming"} 0`,
    `{stream="${nsid}",reason="dead-peer"} 0`,
    `{stream="${nsid}",reason="server-closing"} 0`,
  ],
  [
    'lexstream_highest_seq',
    'gauge',
    'The highest sequence number assigned.',
    `{stream="${nsid}"} 3`,
  ],
  [
    'lexstream_lag_seqs',
    'gauge',
    'How far the slowest connection is behind the highest sequence number, in sequence numbers.',
    `{stream="${nsid}"} 0`,
  ],
  [
    'lexstream_lag_seconds',
    'gauge',
    'How far the slowest connection is behind, where the sequence numbers tell the time.',
  ],
]

/** The text of version 0.0.4: families apart from each other, each under its whole name. */
const prometheusText = families
  .map(([name, type, help, ...samples]) =>
    [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((s) => name + s), ''].join(
      '\n',
    ),
  )
  .join('\n')

/** The text of OpenMetrics 1.0.0: counters under a name without `_total`, an end that is marked. */
const openMetricsText = [
  ...families.flatMap(([name, type, help, ...samples]) => {
    const family = name.replace(/_total$/, '')
    return [`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`, ...samples.map((s) => name + s)]
  }),
  '# EOF',
  '',
].join('\n')

describe('a registry of prom-client', () => {
  it('renders the metrics for Prometheus', async () => {
    const { streams } = await scenario()
    const registry = new Registry()
    registerMetrics(streams, registry)
    expect(await registry.metrics()).toBe(prometheusText)
  })

  it('renders the metrics as OpenMetrics, and for Prometheus again', async () => {
    const { streams } = await scenario()
    const registry = new Registry<RegistryContentType>()
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    registerMetrics(streams, registry)
    expect(await registry.metrics()).toBe(openMetricsText)
    registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE)
    expect(await registry.metrics()).toBe(prometheusText)
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    expect(await registry.metrics()).toBe(openMetricsText)
  })

  it('renders them beside others, with default labels', async () => {
    const { streams } = await startHost()
    const registry = new Registry()
    registry.setDefaultLabels({ app: 'notes' })
    new Gauge({ name: 'other', help: 'Another.', registers: [registry] }).set(5)
    registerMetrics(streams, registry)
    expect(await registry.getSingleMetricAsString('lexstream_highest_seq')).toBe(
      [
        '# HELP lexstream_highest_seq The highest sequence number assigned.',
        '# TYPE lexstream_highest_seq gauge',
        `lexstream_highest_seq{stream="${nsid}",app="notes"} 0`,
      ].join('\n'),
    )
    const text = await registry.metrics()
    expect(text).toContain('\nother{app="notes"} 5\n')
    expect(text).toContain('\nlexstream_server_connections{app="notes"} 0\n')
    const json = await registry.getMetricsAsJSON()
    expect(json.find(({ name }) => name === 'lexstream_lag_seqs')?.values).toEqual([
      { value: 0, labels: { stream: nsid, app: 'notes' } },
    ])
  })

  it('asks the server once for each scrape', async () => {
    const { streams } = await startHost()
    let asked = 0
    const server = {
      stats: () => {
        asked++
        return streams.stats()
      },
    }
    const registry = new Registry()
    registerMetrics(server, registry)
    await registry.metrics()
    expect(asked).toBe(1)
    await registry.getMetricsAsJSON()
    expect(asked).toBe(2)
  })

  it('may reset its own counters without ours', async () => {
    const { streams } = await scenario()
    const registry = new Registry()
    const counter = new Counter({ name: 'other_total', help: 'Another.', registers: [registry] })
    counter.inc(5)
    registerMetrics(streams, registry)
    registry.resetMetrics()
    expect(await registry.metrics()).toBe(
      `# HELP other_total Another.\n# TYPE other_total counter\nother_total 0\n\n${prometheusText}`,
    )
  })

  it('adds up the counters of a cluster, and takes the largest lag', async () => {
    const ahead = await scenario()
    await ahead.publisher.publishFrame(noteFrame(9))
    const workers = await Promise.all(
      [ahead, await scenario()].map(async ({ streams }) => {
        const registry = new Registry()
        registerMetrics(streams, registry)
        // It goes to the primary process as a message.
        return structuredClone(await registry.getMetricsAsJSON())
      }),
    )
    const lines = (await AggregatorRegistry.aggregate(workers).metrics()).split('\n')
    expect(lines).toContain('lexstream_server_connections 4')
    expect(lines).toContain(
      'lexstream_handshakes_refused_total{status="405",error="MethodNotAllowed"} 2',
    )
    expect(lines).toContain(
      `lexstream_messages_sent_total{stream="${nsid}",subprotocol="xrpc.v0.cbor",shard="all",mode="replay"} 4`,
    )
    expect(lines).toContain(`lexstream_highest_seq{stream="${nsid}"} 9`)
  })

  it('can be merged with others', async () => {
    const { streams } = await scenario()
    const [ours, others] = [new Registry(), new Registry()]
    registerMetrics(streams, ours)
    new Gauge({ name: 'other', help: 'Another.', registers: [others] }).set(5)
    expect(await Registry.merge([ours, others]).metrics()).toBe(
      `${prometheusText}\n# HELP other Another.\n# TYPE other gauge\nother 5\n`,
    )
  })
})

describe('what takes the metrics out', () => {
  it('takes out nothing else', async () => {
    const { streams } = await startHost()
    const registry = new Registry()
    new Gauge({ name: 'other', help: 'Another.', registers: [registry] }).set(5)
    const remove = registerMetrics(streams, registry)
    await registry.metrics()
    remove()
    expect(await registry.metrics()).toBe('# HELP other Another.\n# TYPE other gauge\nother 5\n')
    remove()
    registerMetrics(streams, registry)
    expect(registry.getMetricsAsArray()).toHaveLength(1 + families.length)
    remove()
    expect(registry.getMetricsAsArray()).toHaveLength(1 + families.length)
  })

  it('works for OpenMetrics too', async () => {
    const { streams } = await startHost()
    const registry = new Registry<OpenMetricsContentType>()
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    const remove = registerMetrics(streams, registry)
    await registry.metrics()
    remove()
    expect(registry.getMetricsAsArray()).toEqual([])
  })
})

it('a registry holds the metrics of one server, and says so', async () => {
  const registry = new Registry()
  registerMetrics(new StreamServer(), registry)
  expect(() => registerMetrics(new StreamServer(), registry)).toThrow(
    new RangeError(
      'the registry has lexstream_server_connections already: it holds the metrics of one server',
    ),
  )
  const taken = new Registry()
  taken.registerMetric(new Gauge({ name: 'lexstream_lag_seqs', help: 'Not ours.', registers: [] }))
  expect(() => registerMetrics(new StreamServer(), taken)).toThrow(
    'the registry has lexstream_lag_seqs already',
  )
  expect(taken.getMetricsAsArray()).toHaveLength(1)
})

it('help texts need no escapes, names are as Prometheus wants them', async () => {
  const registry = new Registry()
  registerMetrics(new StreamServer(), registry)
  for (const { name, help, type, aggregator } of await registry.getMetricsAsJSON()) {
    expect(name).toMatch(/^lexstream_[a-z]+(?:_[a-z]+)*$/)
    expect(name.endsWith('_total')).toBe(String(type) === 'counter')
    expect(help).toMatch(/^[^"\\\n]+\.$/)
    expect(['sum', 'max']).toContain(aggregator)
  }
})

it('registries of prom-client are what is asked for, without a cast', () => {
  const registries: MetricsRegistry[] = [
    new Registry(),
    new Registry<OpenMetricsContentType>(),
    new AggregatorRegistry(),
    register,
  ]
  expect(registries).toHaveLength(4)
  // @ts-expect-error it cannot take metrics out
  const incomplete: MetricsRegistry = { contentType: '', registerMetric: () => undefined }
  expect(incomplete).toBeDefined()
})
