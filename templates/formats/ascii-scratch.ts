/** The longest part that {@link toAscii} takes: that of the longest DID. */
export const SCRATCH_SIZE = 2048

const scratch = /* @__PURE__ */ new Uint8Array(SCRATCH_SIZE)

/**
 * The characters of a text from `start` to `end` as bytes, from offset 0 of an array that the next
 * call writes over; `undefined` where they are not all ASCII or too many. Formats are checked on
 * bytes, which frames have anyway; this is for texts that come from elsewhere.
 */
export function toAscii(text: string, start: number, end: number): Uint8Array | undefined {
  if (end - start > SCRATCH_SIZE) return undefined
  let bits = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    bits |= code
    scratch[i - start] = code
  }
  return bits > 0x7f ? undefined : scratch
}
