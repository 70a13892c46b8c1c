const typeNames = [
  'integer',
  'integer',
  'bytes',
  'string',
  'array',
  'object',
  'link',
  'simple value',
]

/** What the major type of an item stands for in the data model, for error messages. */
export function typeName(major: number): string {
  return typeNames[major] ?? 'value'
}

/** The item that starts with this head, for error messages: `a string`. */
export function describeHead(head: number): string {
  if (head === 0xf6) return 'null'
  if (head === 0xf4 || head === 0xf5) return 'a boolean'
  const name = typeName(head >> 5)
  return /^[aeiou]/.test(name) ? `an ${name}` : name === 'bytes' ? name : `a ${name}`
}
