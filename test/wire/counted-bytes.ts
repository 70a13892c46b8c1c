/** Thrown where more was read than a test allows. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork'
}

/** Bytes that count how often they are looked at. */
export interface CountedBytes {
  readonly bytes: Uint8Array
  /** How many bytes were looked at so far, one that was looked at twice counted twice. */
  readonly reads: number
}

/**
 * A byte array that counts each look at one of its bytes, searches and copies by their length, and
 * throws {@link TooMuchWork} beyond `limit`. Only for code that goes without Node's `Buffer`, whose
 * native methods want a real byte array.
 */
export function countedBytes(source: Uint8Array, limit: number): CountedBytes {
  let reads = 0
  const count = (more: number): void => {
    reads += more
    if (reads > limit) throw new TooMuchWork(`more than ${limit} reads of ${source.length} bytes`)
  }
  const bytes = new Proxy(source, {
    get(target, name) {
      if (typeof name === 'string' && /^\d/.test(name)) {
        count(1)
        return target[Number(name)]
      }
      if (name === 'indexOf') {
        return (byte: number, start: number): number => {
          const found = target.indexOf(byte, start)
          count((found === -1 ? target.length : found) - start)
          return found
        }
      }
      if (name === 'subarray') {
        return (start: number, end: number): Uint8Array => {
          count(end - start)
          return target.subarray(start, end)
        }
      }
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: readonly unknown[]): unknown => Reflect.apply(value, target, args)
    },
  })
  return {
    bytes,
    get reads() {
      return reads
    },
  }
}
