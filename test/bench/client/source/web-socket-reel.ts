/** How large the pieces are about that are written at once. */
const pieceBytes = 1024 * 1024

/**
 * WebSocket messages in their frames, as a server sends them, in large pieces; every piece ends with
 * a message.
 *
 * @param isBinary whether they are binary messages; otherwise they are text
 */
export function webSocketReel(messages: readonly Uint8Array[], isBinary: boolean): Buffer[] {
  const pieces: Buffer[] = []
  let parts: Uint8Array[] = []
  let bytes = 0
  const cut = () => {
    if (parts.length > 0) pieces.push(Buffer.concat(parts, bytes))
    parts = []
    bytes = 0
  }
  for (const message of messages) {
    const header = headerOf(message.length, isBinary)
    parts.push(header, message)
    bytes += header.length + message.length
    if (bytes >= pieceBytes) cut()
  }
  cut()
  return pieces
}

/** The header of RFC 6455 for a whole message that is not masked. */
function headerOf(length: number, isBinary: boolean): Buffer {
  const first = isBinary ? 0x82 : 0x81
  if (length < 126) return Buffer.of(first, length)
  if (length < 65_536) {
    const header = Buffer.of(first, 126, 0, 0)
    header.writeUInt16BE(length, 2)
    return header
  }
  const header = Buffer.of(first, 127, 0, 0, 0, 0, 0, 0, 0, 0)
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
