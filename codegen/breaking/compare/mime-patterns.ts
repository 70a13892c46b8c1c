/**
 * Whether every type that the first patterns allow is allowed by the second ones too. A pattern is a
 * MIME type, `image/*` or `*\/*`.
 */
export function allAllowed(patterns: readonly string[], by: readonly string[]): boolean {
  return patterns.every((pattern) => by.some((other) => covers(other, pattern)))
}

function covers(pattern: string, other: string): boolean {
  if (pattern === '*/*' || pattern === other) return true
  return pattern.endsWith('/*') && other.startsWith(pattern.slice(0, -1))
}
