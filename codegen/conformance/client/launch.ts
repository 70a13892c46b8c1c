/** What a client is told when it is started. */
export interface ClientEnvironment {
  /** The address of the stream, without cursor. */
  readonly url: string
  /** `ws://HOST:PORT` alone. */
  readonly host: string
  readonly nsid: string
  /** The saved cursor; empty where there is none. */
  readonly cursor: string
  /** What to offer, with commas between; empty for nothing. */
  readonly subprotocols: string
}

/** What a client that was started does. */
export interface ClientEvents {
  /** It has printed a line. */
  line(text: string): void
  /** It has ended, with an exit code or, where it was killed, the name of a signal. */
  ended(how: number | string): void
}

/** A client that was started. */
export interface RunningClient {
  /** Ends it, and resolves once it has ended. */
  end(): Promise<void>
}

/** Starts a client. */
export type Launch = (
  environment: ClientEnvironment,
  events: ClientEvents,
) => Promise<RunningClient>
