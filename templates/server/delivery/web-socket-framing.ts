const finText = 0x81
const finBinary = 0x82

/** How many bytes stand before a message of this size when a server sends it (RFC 6455, 5.2). */
export function headerSize(payload: number): number {
  if (payload < 126) return 2
  return payload < 65_536 ? 4 : 10
}

/** Writes the header of a message in one WebSocket frame, unmasked; returns where it ends. */
export function writeHeader(out: Buffer, start: number, binary: boolean, payload: number): number {
  const at = out.writeUInt8(binary ? finBinary : finText, start)
  if (payload < 126) return out.writeUInt8(payload, at)
  if (payload < 65_536) return out.writeUInt16BE(payload, out.writeUInt8(126, at))
  return out.writeUIntBE(payload, out.writeUInt16BE(0, out.writeUInt8(127, at)), 6)
}

/** How many bytes messages are on the wire. */
export function framedSize(messages: readonly Uint8Array[]): number {
  return messages.reduce((sum, { length }) => sum + headerSize(length) + length, 0)
}

/**
 * Writes messages one behind the other as a server puts them on the wire: what costs in passing
 * messages on is the number of writes.
 *
 * @param out memory of exactly {@link framedSize} bytes
 */
export function frameMessages(
  messages: readonly Uint8Array[],
  binary: boolean,
  out: Buffer,
): Buffer {
  let at = 0
  for (const message of messages) {
    at = writeHeader(out, at, binary, message.length)
    out.set(message, at)
    at += message.length
  }
  return out
}
