/** The order of map keys in DRISL: by the length of their UTF-8, then bytewise. */
export function compareInDrislOrder(a: string, b: string): number {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length - right.length || Buffer.compare(left, right)
}
