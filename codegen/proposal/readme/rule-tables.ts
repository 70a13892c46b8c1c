import type { ConformanceRule } from '../../conformance/rules/catalogue.js'
import { code, listing, table } from './markdown.js'
import type { Requirement } from './requirements.js'

/**
 * The rules that check requirements, and which ones.
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
  const rows = rules.flatMap(({ id, side, level, needs = '' }) => {
    const checked = requirements.filter((requirement) => requirement.rules.includes(id))
    return checked.length === 0
      ? []
      : [
          [
            `<a id="rule-${id}"></a>${code(id)}`,
            side,
            level,
            listing(checked.map((each) => each.id)),
            needs,
          ],
        ]
  })
  return table(['rule', 'for', 'level', 'checks', 'needs'], rows)
}

/** The requirements that no rule checks. */
export function uncheckedText(requirements: readonly Requirement[]): string {
  return listing(requirements.filter(({ rules }) => rules.length === 0).map(({ id }) => id))
}
