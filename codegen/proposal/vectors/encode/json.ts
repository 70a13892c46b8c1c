/** A value of the data model in its JSON form: bytes are `{"$bytes"}`, links are `{"$link"}`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object of the data model; members that are undefined count as absent. */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/** Whether a value is an array; the platform's own test loses the type of readonly ones. */
export function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** The members of an object that are there, in the object's own order. */
export function membersOf(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, member] as const],
  )
}
