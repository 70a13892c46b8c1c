import { describeValue } from '../../check/wording.js'
import type { LexiconSchema } from '../../load/lexicon.js'
import { allAllowed } from './mime-patterns.js'
import { isWithinFormat } from './string-formats.js'

/** A constraint that is another one now, or there no longer, or there only now. */
export interface ConstraintChange {
  readonly name: string
  /** Whether something that was allowed is not any more, and the reverse. */
  readonly narrowed: boolean
  readonly widened: boolean
  /** Whether it lists the values that there are, which types made from it do too. */
  readonly listsValues: boolean
  readonly message: string
}

/** Whether all that the first allows is allowed by the second too; neither is absent. */
type IsWithin = (inner: unknown, outer: unknown) => boolean

const lowerBound: IsWithin = (inner, outer) => Number(inner) >= Number(outer)
const upperBound: IsWithin = (inner, outer) => Number(inner) <= Number(outer)

const constraints: Readonly<Record<string, IsWithin>> = {
  minimum: lowerBound,
  minLength: lowerBound,
  minGraphemes: lowerBound,
  maximum: upperBound,
  maxLength: upperBound,
  maxGraphemes: upperBound,
  maxSize: upperBound,
  accept: (inner, outer) => allAllowed(strings(inner), strings(outer)),
  format: (inner, outer) => isWithinFormat(String(inner), String(outer)),
}

/** How the constraints on a value have changed; `knownValues` constrain nothing. */
export function* compareConstraints(
  before: LexiconSchema,
  after: LexiconSchema,
): Generator<ConstraintChange> {
  for (const [name, isWithin] of Object.entries(constraints)) {
    const old = constraint(before, name)
    const now = constraint(after, name)
    const narrowed = !allows(name, old, now, isWithin)
    const widened = !allows(name, now, old, isWithin)
    if (!narrowed && !widened) continue
    const message = `${name} ${wording(old, now)}`
    yield { name, narrowed, widened, listsValues: false, message }
  }
  yield* compareLists(listOf(before), listOf(after))
}

/** What lists the values that there are. */
interface ValueList {
  readonly name: 'enum' | 'const'
  readonly value: unknown
  readonly items: readonly unknown[]
}

/** A constant is a list of one, whatever is listed besides; absent where any value may be. */
function listOf(schema: LexiconSchema): ValueList | undefined {
  const fixed = constraint(schema, 'const')
  if (fixed !== undefined) return { name: 'const', value: fixed, items: [fixed] }
  const listed = constraint(schema, 'enum')
  return listed === undefined ? undefined : { name: 'enum', value: listed, items: items(listed) }
}

function* compareLists(
  old: ValueList | undefined,
  now: ValueList | undefined,
): Generator<ConstraintChange> {
  const name = now?.name ?? old?.name
  if (name === undefined) return
  const lacks = (list: ValueList | undefined, other: ValueList | undefined) =>
    list !== undefined && (other?.items.some((item) => !list.items.includes(item)) ?? true)
  const narrowed = lacks(now, old)
  const widened = lacks(old, now)
  if (!narrowed && !widened) return
  const message =
    old === undefined || now === undefined || old.name === now.name
      ? `${name} ${wording(old?.value, now?.value)}`
      : `${old.name} was ${shown(old.value)}, and ${now.name} is ${shown(now.value)} now`
  yield { name, narrowed, widened, listsValues: true, message }
}

/** The default of a value; undefined where it has none. */
export function defaultOf(schema: LexiconSchema): unknown {
  return constraint(schema, 'default')
}

function constraint(schema: LexiconSchema, name: string): unknown {
  return Object.hasOwn(schema, name) ? Reflect.get(schema, name) : undefined
}

function allows(name: string, inner: unknown, outer: unknown, isWithin: IsWithin): boolean {
  if (constrainsNothing(name, outer)) return true
  return !constrainsNothing(name, inner) && isWithin(inner, outer)
}

function constrainsNothing(name: string, value: unknown): boolean {
  if (value === undefined) return true
  if (name === 'accept') return strings(value).length === 0 || strings(value).includes('*/*')
  return value === 0 && (name === 'minLength' || name === 'minGraphemes')
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function strings(value: unknown): readonly string[] {
  return items(value).filter((item) => typeof item === 'string')
}

function wording(old: unknown, now: unknown): string {
  if (old === undefined) return `was added: ${shown(now)}`
  if (now === undefined) return `was removed: ${shown(old)}`
  return `was ${shown(old)}, and is ${shown(now)} now`
}

function shown(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : describeValue(value)
}
