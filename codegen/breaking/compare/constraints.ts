import { describeValue } from '../../check/wording.js'
import type { LexiconSchema } from '../../load/lexicon.js'

/** A constraint that is another one now, or there no longer, or there only now. */
export interface ConstraintChange {
  readonly name: string
  /** Whether something that was allowed is not any more, and the reverse. */
  readonly narrowed: boolean
  readonly widened: boolean
  readonly message: string
}

const lowerBounds = ['minimum', 'minLength', 'minGraphemes']
const upperBounds = ['maximum', 'maxLength', 'maxGraphemes', 'maxSize']
const sets = ['enum', 'accept']
const exact = ['const', 'format']

/** How the constraints on a value have changed; `knownValues` constrain nothing. */
export function* compareConstraints(
  before: LexiconSchema,
  after: LexiconSchema,
): Generator<ConstraintChange> {
  for (const name of [...lowerBounds, ...upperBounds, ...sets, ...exact]) {
    const old = constraint(before, name)
    const now = constraint(after, name)
    const change = { name, ...effect(name, old, now) }
    if (!change.narrowed && !change.widened) continue
    yield { ...change, message: `${name} ${wording(old, now)}` }
  }
}

/** The default of a value; undefined where it has none. */
export function defaultOf(schema: LexiconSchema): unknown {
  return constraint(schema, 'default')
}

function constraint(schema: LexiconSchema, name: string): unknown {
  return Object.hasOwn(schema, name) ? Reflect.get(schema, name) : undefined
}

function effect(name: string, old: unknown, now: unknown) {
  if (old === undefined || now === undefined) {
    const isSame = old === now
    return { narrowed: !isSame && old === undefined, widened: !isSame && now === undefined }
  }
  if (typeof old === 'number' && typeof now === 'number' && !exact.includes(name)) {
    const rises = now > old
    const isLower = lowerBounds.includes(name)
    return {
      narrowed: now !== old && rises === isLower,
      widened: now !== old && rises !== isLower,
    }
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    const oldItems: readonly unknown[] = old
    const nowItems: readonly unknown[] = now
    return {
      narrowed: oldItems.some((item) => !nowItems.includes(item)),
      widened: nowItems.some((item) => !oldItems.includes(item)),
    }
  }
  return { narrowed: old !== now, widened: old !== now }
}

function wording(old: unknown, now: unknown): string {
  if (old === undefined) return `was added: ${shown(now)}`
  if (now === undefined) return `was removed: ${shown(old)}`
  return `was ${shown(old)}, and is ${shown(now)} now`
}

function shown(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : describeValue(value)
}
