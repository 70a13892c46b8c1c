/** A client that is subscribed, or will be when the first message is asked for. */
export interface Receiver {
  /**
   * Receives the next messages, each of them ready for use: decoded and validated, unless the
   * contender's name says otherwise.
   *
   * @throws Error where anything comes but the next message of the stream
   */
  receive(messages: number): Promise<void>
  /** Resolves once the connection is closed, or is being closed. */
  close(): Promise<void>
}

/** What is subscribed to, on the loopback interface. */
export interface Endpoint {
  readonly port: number
  /** Where to start; absent for new messages only. */
  readonly cursor: number | undefined
  /** The seq of the message that is the first to come; each further one is one higher. */
  readonly firstSeq: number
}

/** Subscribes in this process. */
export type Subscribe = (endpoint: Endpoint) => Receiver
