/** The order of two encoded text strings: by length, then bytewise, which their heads give too. */
export function compareEncodedKeys(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  for (let i = 0; aStart + i < aEnd && bStart + i < bEnd; i++) {
    const difference = (a[aStart + i] ?? 0) - (b[bStart + i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
