/** A path with a property added: `ops[3]` and `cid` make `ops[3].cid`. */
export function joinKey(path: string, key: string): string {
  const plain = /^[A-Za-z_$][\w$-]{0,63}$/.test(key)
  if (!plain) return `${path}[${JSON.stringify(key.slice(0, 64))}]`
  return path === '' ? key : `${path}.${key}`
}

/** A path with an array index added. */
export function joinIndex(path: string, index: number): string {
  return `${path}[${index}]`
}
