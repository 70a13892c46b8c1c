import type { TypedMessage } from '../../stream/descriptor.js'
import type { HostLeg } from './host-leg.js'

/** What whoever reads from a succession of hosts wants to know. None of it throws. */
export interface SuccessionEvents<M extends TypedMessage> {
  /** There may be a leg to poll, or something on one, where there was nothing. */
  arrived(): void
  /** Where the leg that leads is counts for as long as none leads. */
  settled(leg: HostLeg<M>): void
  connectionChanged(): void
  /** The position of a leg has moved over a message that was skipped. */
  skipped(): void
  /** Whether somebody waits for a message. */
  isAwaited(): boolean
  /** No host can be gone on with, or a listener has thrown. */
  failed(error: unknown): void
}
