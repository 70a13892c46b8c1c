const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Reads `500ms`, `30s`, `5m`, `2h` or `1d` as milliseconds; absent where it is none of these. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|[smhd])$/.exec(text) ?? []
  const size = units.get(unit)
  return amount === undefined || size === undefined ? undefined : Math.round(Number(amount) * size)
}

/** A duration as people say it, for example `40 s`, `5 min`, `2.5 h`, `3 d`. */
export function showDuration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 36 * 3600) return `${round1(seconds / 3600)} h`
  return `${round1(seconds / 86_400)} d`
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
