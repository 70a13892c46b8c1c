import { bufferMethods } from './platform-buffer.js'

/** The offset of a byte from `start` on, or -1. Node's own search is thirty times the typed array's. */
export function indexOfByte(bytes: Uint8Array, byte: number, start: number): number {
  return bufferMethods === undefined
    ? bytes.indexOf(byte, start)
    : bufferMethods.indexOf.call(bytes, byte, start)
}
