/** The value below which a part of the values lies, of which there must be one. */
export function quantile(values: Float64Array, part: number): number {
  const sorted = values.toSorted()
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * part))
  return sorted[index] ?? Number.NaN
}
