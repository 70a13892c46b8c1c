import { evolutionRules } from './rules.js'
import type { EvolutionRule } from './rule.js'

/** Every rule of evolution, a paragraph each. */
export function listRules(): string {
  const rules: readonly EvolutionRule[] = Object.values(evolutionRules)
  const paragraphs = rules.map(({ name, wire = 'fine', source = 'fine', description }) =>
    [`${name} (wire: ${wire}, source: ${source})`, `  ${description}`].join('\n'),
  )
  return `${paragraphs.join('\n\n')}\n`
}
