/** How many bytes stand before a message of this size when a server sends it (RFC 6455, 5.2). */
function headerSize(payload: number): number {
  if (payload < 126) return 2
  return payload < 65_536 ? 4 : 10
}

const finText = 0x81
const finBinary = 0x82

/**
 * Several messages as a server puts them on the wire, unmasked and each in one WebSocket frame, in
 * one piece of memory: what costs in passing messages on is the number of writes.
 */
export function frameMessages(messages: readonly Uint8Array[], binary: boolean): Buffer {
  let size = 0
  for (const { length } of messages) size += headerSize(length) + length
  // Not from Node's pool, where a small piece that is kept keeps its neighbours' memory too.
  const out = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (const message of messages) {
    at = writeHeader(out, at, binary ? finBinary : finText, message.length)
    out.set(message, at)
    at += message.length
  }
  return out
}

function writeHeader(out: Buffer, start: number, firstByte: number, payload: number): number {
  const at = out.writeUInt8(firstByte, start)
  if (payload < 126) return out.writeUInt8(payload, at)
  if (payload < 65_536) return out.writeUInt16BE(payload, out.writeUInt8(126, at))
  return out.writeUIntBE(payload, out.writeUInt16BE(0, out.writeUInt8(127, at)), 6)
}
