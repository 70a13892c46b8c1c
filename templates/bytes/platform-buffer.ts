/** The native methods of Node's `Buffer.prototype`; they work on any `Uint8Array` as `this`. */
interface BufferPrototype {
  indexOf(this: Uint8Array, byte: number, start: number): number
  latin1Slice(this: Uint8Array, start: number, end: number): string
  base64Slice(this: Uint8Array, start: number, end: number): string
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number
  base64Write(this: Uint8Array, text: string, offset: number, length: number): number
}

interface BufferConstructor {
  readonly prototype: BufferPrototype
  allocUnsafeSlow(size: number): Uint8Array<ArrayBuffer>
}

const natives = ['latin1Slice', 'base64Slice', 'latin1Write', 'utf8Write', 'base64Write']

function isNodeBuffer(candidate: unknown): candidate is BufferConstructor {
  if (typeof candidate !== 'function' || !('allocUnsafeSlow' in candidate)) return false
  const prototype: unknown = candidate.prototype
  // Browser ports of Buffer lack the native slices: their presence tells Node (Deno, Bun) apart.
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    natives.every((name) => name in prototype)
  )
}

const candidate: unknown = /* @__PURE__ */ Reflect.get(globalThis, 'Buffer')

/** Node's `Buffer`, found without importing it so that browsers can load this module too. */
export const platformBuffer: BufferConstructor | undefined = /* @__PURE__ */ isNodeBuffer(candidate)
  ? candidate
  : undefined

/** Its prototype, whose methods are called with a `Uint8Array` as `this`. */
export const bufferMethods: BufferPrototype | undefined = platformBuffer?.prototype
