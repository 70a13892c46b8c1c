import { nearMatch } from '../check/near-match.js'
import { evolutionRules } from './rules.js'

/** A rule not to be applied in some place. */
export interface Ignore {
  /** The rule's name, or `*` for all. */
  readonly rule: string
  /** `com.example.thing`, `com.example.thing#main`, `com.example.thing#main.parameters`. */
  readonly place: string
}

/** Arguments that name no rule, or no place. */
export class IgnoreError extends Error {
  override readonly name = 'IgnoreError'
}

const ruleNames: ReadonlySet<string> = new Set(
  Object.values(evolutionRules).map(({ name }) => name),
)

/**
 * Reads the arguments of `--ignore RULE PATH`, which come in pairs.
 *
 * @throws IgnoreError
 */
export function parseIgnores(args: readonly string[]): readonly Ignore[] {
  return Array.from({ length: Math.ceil(args.length / 2) }, (_, index) => {
    const rule = args[index * 2] ?? ''
    const place = args[index * 2 + 1]
    if (rule !== '*' && !ruleNames.has(rule)) {
      const near = nearMatch(rule, ruleNames)
      const hint = near === undefined ? '' : ` Did you mean ${near}?`
      throw new IgnoreError(`There is no rule ${JSON.stringify(rule)}.${hint}`)
    }
    if (place === undefined) throw new IgnoreError(`Say where ${rule} is not to be applied.`)
    return { rule, place }
  })
}

/** Whether a rule is not to be applied in a place, or in one that holds it. */
export function isIgnored(ignores: readonly Ignore[], rule: string, place: string): boolean {
  return ignores.some((ignore) => covers(ignore, rule, place))
}

/** Whether what is not to be applied is this rule, in this place or in one that holds it. */
export function covers(ignore: Ignore, rule: string, place: string): boolean {
  if (ignore.rule !== '*' && ignore.rule !== rule) return false
  if (!place.startsWith(ignore.place)) return false
  return ['', '#', '.', '['].includes(place.slice(ignore.place.length, ignore.place.length + 1))
}
