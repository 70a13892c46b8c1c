import type { ConformanceRule } from '../../conformance/rules/catalogue.js'
import { code, listing, table } from './markdown.js'
import type { Requirement } from './requirements.js'

/**
 * All rules, and what each of them checks: requirements of this text or, where none is behind it,
 * what it comes from.
 *
 * @throws Error where a requirement names a rule that there is not
 */
export function rulesTable(
  requirements: readonly Requirement[],
  rules: readonly ConformanceRule[],
): string {
  for (const { id, rules: named } of requirements) {
    const unknown = named.find((name) => !rules.some((rule) => rule.id === name))
    if (unknown !== undefined)
      throw new Error(`${id} names the rule ${unknown}, which there is not`)
  }
  const rows = rules.map(({ id, side, level, reference, needs = '' }) => {
    const checked = requirements.filter((requirement) => requirement.rules.includes(id))
    const source = reference.replace(/^Event Stream specification/, "today's specification")
    return [
      `<a id="rule-${id}"></a>${code(id)}`,
      side,
      level,
      checked.length === 0 ? source : listing(checked.map((each) => each.id)),
      needs,
    ]
  })
  return table(['rule', 'for', 'level', 'checks', 'needs'], rows)
}

/** The requirements that no rule checks. */
export function uncheckedText(requirements: readonly Requirement[]): string {
  return listing(requirements.filter(({ rules }) => rules.length === 0).map(({ id }) => id))
}
