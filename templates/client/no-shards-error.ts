import { SubscribeError } from './subscribe-error.js'

/**
 * The host does not say that it divides the stream into so many shards, so that each connection may
 * get the whole stream. Whoever starts again from the cursor, with `shards`, gets the stream from such
 * a host over one connection; with `shard` there is nothing but to do without.
 */
export class NoShardsError extends SubscribeError {
  override readonly name = 'NoShardsError'
  /** As many shards as were asked for. */
  readonly count: number
  /** As many as the host said it has; absent where it said nothing. */
  readonly most: number | undefined

  constructor(count: number, most: number | undefined) {
    const said = most === undefined ? 'does not say that it has shards' : `has up to ${most} shards`
    super(`the host ${said}, and ${count} were asked for`)
    this.count = count
    this.most = most
  }
}
