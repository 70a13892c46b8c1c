type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The names of an object's members, none where it is no object. */
export function namesIn(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : []
}

/** The value at a path of names, undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value)
}

/**
 * A document without its descriptions, refs written the short way (`#name` within the document,
 * `nsid#name` across documents), as people write them; code that `@atproto/lex-cli` generates has
 * all of them absolute, with the scheme `lex:`.
 */
export function structureOf(document: unknown): unknown {
  const own = `${String(valueAt(document, 'id'))}#`
  const shorten = (ref: string): string => {
    const bare = ref.replace(/^lex:/, '')
    return bare.startsWith(own) ? bare.slice(own.length - 1) : bare
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return shorten(value)
    if (Array.isArray(value)) return value.map(walk)
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, member]) => !isDescription(name, member))
        .map(([name, member]) => [name, walk(member)]),
    )
  }
  return walk(document)
}

/** Whether a member is a description; a property that is named so has a schema as its value. */
function isDescription(name: string, value: unknown): value is string {
  return name === 'description' && typeof value === 'string'
}

/** Every description of a document, by the path of what it describes. */
export function descriptionsOf(document: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [i, member] of value.entries()) walk(member, `${path}[${i}]`)
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (isDescription(name, member)) found.set(path, member)
        else walk(member, path === '' ? name : `${path}.${name}`)
      }
    }
  }
  walk(document, '')
  return found
}

/**
 * What was added, removed and changed, one line per place, sorted. The order of an object's members
 * does not matter, that of an array's does.
 */
export function differences(before: unknown, after: unknown): readonly string[] {
  const lines: string[] = []
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) compare(a[i], b[i], `${path}[${i}]`)
    } else if (isObject(a) && isObject(b)) {
      for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
        compare(a[name], b[name], path === '' ? name : `${path}.${name}`)
      }
    } else if (a === undefined) lines.push(`added ${path} ${text(b)}`)
    else if (b === undefined) lines.push(`removed ${path} ${text(a)}`)
    else if (text(a) !== text(b)) lines.push(`changed ${path} ${text(a)} to ${text(b)}`)
  }
  compare(before, after, '')
  return lines.toSorted()
}

/** JSON with the members of objects sorted by name. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
