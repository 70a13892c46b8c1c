import type { HostCheck } from './host-check.js'

/**
 * Why a host is left.
 *
 * - `refused`: it answered what connecting again would not mend, or sent what breaks the wire format;
 * - `dead`: several attempts in a row brought nothing, or there was no connection for some time;
 * - `sent-away`: it wants to be left alone for some seconds or more, since it restarts, is overloaded
 *   or limits how often it is asked (close code 1012, status 429 and the like);
 * - `stalled`: nothing comes from it, while another host gets on;
 * - `sequence-changed`: its numbers are of another sequence than before, under the same address;
 * - `unfit`: it was reached, and cannot go on where the one before it was left (a `FailoverError`);
 * - `moved`: what was saved is of a host that is not among the hosts any more.
 */
export type FailoverReason =
  'refused' | 'dead' | 'sent-away' | 'stalled' | 'sequence-changed' | 'unfit' | 'moved'

/** A subscription goes on with another host, or with another sequence of the same one. */
export interface Failover {
  readonly reason: FailoverReason
  /** The hosts' names, as `relay.example` or `relay.example:8080`. */
  readonly from: string
  readonly to: string
  /** From where on the new host is read, in its own numbers; absent means from now on. */
  readonly cursor: number | undefined
  /** What the old host did; absent where it just stopped. */
  readonly error: unknown
}

/** Which host is taken first, and which one next: see {@link FailoverOptions.order}. */
export type HostOrder = 'listed' | 'health'

/** When a host is left for another one, and how. */
export interface FailoverOptions {
  /**
   * How far before the position the next host is read, in milliseconds; 60,000 by default. Messages
   * are remembered for twice as long, in the stream's own time.
   *
   * While no host runs further behind another one than a third of this, nothing is lost, and nothing
   * comes twice but for messages that look the same and follow each other directly within a
   * repository (the second of them may come once more); the order within a repository always holds.
   */
  readonly rollbackMs?: number
  /** How many messages are remembered at most; 250,000 by default, 24 bytes each. */
  readonly maxRemembered?: number
  /** After how many attempts in a row that brought nothing a host is left; 3 by default. */
  readonly maxFailures?: number
  /** After how many milliseconds without a connection a host is left; 20,000 by default. */
  readonly connectWithinMs?: number
  /**
   * How often the other hosts are asked how far they are, while the consumer waits and nothing
   * sequenced comes, in milliseconds; 15,000 by default. A host that brought nothing between two such
   * questions while another one had new messages is left. `Infinity` never asks: for parameters that
   * match so little that others get on while nothing comes.
   */
  readonly checkIntervalMs?: number
  /**
   * After how many milliseconds in which nothing at all came, while the consumer waits, a host is
   * left without asking anybody; never by default. Give it for busy streams of hosts that answer no
   * `getStatus`, as those of today: of them nobody else could say that one has stalled.
   */
  readonly silenceMs?: number
  /**
   * - `listed` (the default): the first of the list that is not failing;
   * - `health`: all hosts are asked where they stand, and the first is one that answers, has failed
   *   least of late, has the newest messages, and answered fastest, in this order of importance.
   */
  readonly order?: HostOrder
  /**
   * From how many hosts at once the stream is taken; 1 by default. Each message is handed out as soon
   * as one of them has it, and none is missing while one that fails is replaced. It takes as many
   * times the traffic, and needs hosts whose sequence numbers tell the time or are of one sequence.
   */
  readonly parallel?: number
  /**
   * What to do where every host was reached and none can go on without skipping or repeating messages:
   * `stop` (the default) with a `FailoverError`, or with a `SequenceChangedError` where there is only
   * one host; go on with the `oldest` message that the first of them has, which may repeat more than
   * is remembered; or with what is `live`, which skips messages.
   */
  readonly onGap?: 'stop' | 'oldest' | 'live'
  /** Asks a host where the stream stands; by default `com.atproto.stream.getStatus` over `fetch`. */
  readonly check?: HostCheck
  /** Told of every change of host. What it throws ends the subscription. */
  readonly onFailover?: (failover: Failover) => void
}
