import type { StreamServer } from '../stream-server.js'
import { metricFamilies, type MetricFamily, type MetricSample } from './metric-families.js'
import type { ServerStats } from './server-stats.js'

/**
 * What is needed of a registry. A `Registry` of prom-client 15 is one, as is its `register`;
 * prom-client itself is not imported here, so that nobody has to install it for nothing.
 */
export interface MetricsRegistry {
  /** The format that it renders at present. */
  readonly contentType: string
  registerMetric(metric: RegisteredMetric): void
  getSingleMetric(name: string): unknown
  removeSingleMetric(name: string): void
}

/** What is needed of a metric; a registry asks for more, which those registered here have. */
export interface RegisteredMetric {
  /** What a registry renders. */
  get(): Promise<object>
  reset(): void
}

/** What a registry renders of a metric. */
interface MetricAnswer {
  readonly name: string
  readonly help: string
  readonly type: MetricFamily['type']
  readonly aggregator: MetricFamily['aggregator']
  readonly values: readonly MetricSample[]
}

/**
 * Adds the metrics of a server to a registry of prom-client; `registry.metrics()` then asks the
 * server for its {@link ServerStats} once.
 *
 * | metric                               | type    | labels                             |
 * |--------------------------------------|---------|------------------------------------|
 * | `lexstream_server_connections`       | gauge   |                                    |
 * | `lexstream_buffered_bytes`           | gauge   |                                    |
 * | `lexstream_handshakes_refused_total` | counter | `status`, `error`                  |
 * | `lexstream_connections`              | gauge   | `stream`, `subprotocol`, `shard`, `mode` |
 * | `lexstream_messages_sent_total`      | counter | `stream`, `subprotocol`, `shard`, `mode` |
 * | `lexstream_bytes_sent_total`         | counter | `stream`, `subprotocol`, `shard`   |
 * | `lexstream_messages_encoded_total`   | counter | `stream`, `subprotocol`            |
 * | `lexstream_drops_total`              | counter | `stream`, `reason`                 |
 * | `lexstream_highest_seq`              | gauge   | `stream`                           |
 * | `lexstream_lag_seqs`                 | gauge   | `stream`                           |
 * | `lexstream_lag_seconds`              | gauge   | `stream`                           |
 *
 * `mode` is `live` or `replay`; the backfill rate is
 * `rate(lexstream_messages_sent_total{mode="replay"}[5m])`.
 *
 * Clients cannot make the number of series grow without bound. `stream` is what is mounted, `shard`
 * is `all`, `filtered` or one of the `2 * slots - 1` shards that a source of so many slots has, each
 * of them once it was asked for; `status` and `error` are the server's own, and those of hooks
 * are `other` for each status. All else is a fixed list, there from the start at 0.
 *
 * The counters are the server's: `registry.resetMetrics()` leaves them as they are. In a cluster
 * they add up; the highest seq and the lag are the largest of all workers'.
 *
 * A registry holds the metrics of one server, which may be attached to several HTTP servers.
 *
 * @returns what takes the metrics out again; calling it again does nothing
 * @throws RangeError where the registry has a metric of one of these names; nothing is added then
 */
export function registerMetrics(
  server: Pick<StreamServer, 'stats'>,
  registry: MetricsRegistry,
): () => void {
  for (const { name } of metricFamilies) {
    if (registry.getSingleMetric(name) === undefined) continue
    throw new RangeError(`the registry has ${name} already: it holds the metrics of one server`)
  }
  let scrape: Promise<ServerStats> | undefined
  const stats = (): Promise<ServerStats> => {
    // All metrics of a scrape are asked for in the same turn.
    scrape ??= server.stats().finally(() => {
      scrape = undefined
    })
    return scrape
  }
  const metrics = metricFamilies.map((family) => new ServerMetric(family, stats, registry))
  for (const metric of metrics) registry.registerMetric(metric)
  return () => {
    for (const metric of metrics) {
      // Who cleared the registry may have filled it again.
      const { name } = metric.family
      if (registry.getSingleMetric(name) === metric) registry.removeSingleMetric(name)
    }
  }
}

/** A metric in the form in which registries take them. */
class ServerMetric implements RegisteredMetric {
  readonly family: MetricFamily
  /** Written to by registries, which take `_total` off in OpenMetrics. */
  name: string
  readonly help: string
  readonly type: MetricFamily['type']
  readonly aggregator: MetricFamily['aggregator']
  readonly #stats: () => Promise<ServerStats>
  readonly #registry: MetricsRegistry

  constructor(family: MetricFamily, stats: () => Promise<ServerStats>, registry: MetricsRegistry) {
    this.family = family
    this.name = family.name
    this.help = family.help
    this.type = family.type
    this.aggregator = family.aggregator
    this.#stats = stats
    this.#registry = registry
  }

  async get(): Promise<MetricAnswer> {
    const values = this.family.samples(await this.#stats())
    const { help, type, aggregator } = this
    return { name: this.#renderedName(), help, type, aggregator, values }
  }

  reset(): void {
    // What was counted has happened.
  }

  /** Registries put `_total` at the end of a counter's samples in OpenMetrics, and only there. */
  #renderedName(): string {
    const { name } = this.family
    const isOpenMetrics = this.#registry.contentType.startsWith('application/openmetrics-text')
    return isOpenMetrics ? name.replace(/_total$/, '') : name
  }
}
