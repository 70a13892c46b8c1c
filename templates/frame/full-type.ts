/** The full type of a message whose `xrpc.v0.cbor` header says `t`. */
export function fullType(t: string, nsid: string): string {
  return t.startsWith('#') ? nsid + t : t
}

/** The `t` of a message in the `xrpc.v0.cbor` header: `#<fragment>` within the stream's document. */
export function shortType($type: string, nsid: string): string {
  return $type.startsWith(`${nsid}#`) ? $type.slice(nsid.length) : $type
}
