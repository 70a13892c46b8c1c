/** Where a consumer has come to, and what that number belongs to. */
export interface SavedCursor {
  /** Everything up to this seq has been processed. */
  readonly cursor: number
  /** The host that numbered it, as `relay.example` or `relay.example:8080`. */
  readonly host: string
  /** When it was saved, as an RFC 3339 datetime in UTC. */
  readonly time: string
  /**
   * The time of the position in the stream itself, as an RFC 3339 datetime in UTC: everything later is
   * yet to be processed. Absent where the number tells it, or nothing does.
   */
  readonly streamTime?: string
  /** How the host makes its numbers; absent where it does not say. */
  readonly seqScheme?: string
  /** The opaque name of the sequence; absent where the host has none. */
  readonly sequenceId?: string
}

/**
 * Keeps the cursor of one subscription. What is saved is never ahead of what was processed, so that
 * whoever starts from it repeats some messages at worst.
 */
export interface CursorStore {
  /** What was saved last; undefined where nothing ever was. */
  load(): SavedCursor | undefined | Promise<SavedCursor | undefined>
  /** Replaces what was saved; as durable as the store makes it once it has returned, or resolved. */
  save(saved: SavedCursor): void | Promise<void>
}

/** A saved cursor cannot be read: what is stored is none. It is never taken for an empty store. */
export class CursorStoreError extends Error {
  override readonly name = 'CursorStoreError'
  /** Always `malformed` so far. */
  readonly code = 'malformed'
}

/** A saved cursor as text. */
export function formatSavedCursor(saved: SavedCursor): string {
  return `${JSON.stringify(saved, null, 2)}\n`
}

/**
 * Reads what {@link formatSavedCursor} made.
 *
 * @param where the text comes from, to be named in an error
 * @throws CursorStoreError
 */
export function parseSavedCursor(text: string, where: string): SavedCursor {
  const saved = parseJson(text, where)
  const cursor: unknown = field(saved, 'cursor')
  if (typeof cursor !== 'number' || !Number.isSafeInteger(cursor) || cursor < 0) {
    throw new CursorStoreError(`${where}: cursor is not an integer from 0 to 2^53-1`)
  }
  return {
    cursor,
    host: textField(saved, 'host', where) ?? '',
    time: textField(saved, 'time', where) ?? '',
    ...optional('streamTime', textField(saved, 'streamTime', where)),
    ...optional('seqScheme', textField(saved, 'seqScheme', where)),
    ...optional('sequenceId', textField(saved, 'sequenceId', where)),
  }
}

function parseJson(text: string, where: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below.
  }
  throw new CursorStoreError(`${where}: is not the JSON object of a saved cursor`)
}

function field(saved: object, name: string): unknown {
  return Object.hasOwn(saved, name) ? Reflect.get(saved, name) : undefined
}

function textField(saved: object, name: string, where: string): string | undefined {
  const value = field(saved, name)
  if (value === undefined || typeof value === 'string') return value
  throw new CursorStoreError(`${where}: ${name} is not a string`)
}

function optional<K extends string>(
  name: K,
  value: string | undefined,
): Partial<Record<K, string>> {
  const fields: Partial<Record<string, string>> = value === undefined ? {} : { [name]: value }
  return fields
}
