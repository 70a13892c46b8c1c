import type { Shape } from '../bench/server/processes/message-shape.js'

/** Bytes that came from another process. */
export const bytes: Shape<Uint8Array> = (value) => value instanceof Uint8Array
