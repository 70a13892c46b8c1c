import { suggest } from '../check/near-match.js'
import { definitionKey } from '../model/definition-key.js'
import { definitionTypes } from '../model/definition-types.js'
import type { StreamLexicon } from './stream-lexicon.js'
import type { Warnings } from './warnings.js'

/**
 * Warns of fields that were asked for and that no message of the stream has by its lexicon.
 *
 * @param wanted as `selectFields` takes them; of `a.b` only `a` is looked for
 */
export function warnOfUnknownFields(
  wanted: readonly string[],
  { stream, model }: StreamLexicon,
  warnings: Warnings,
): void {
  const types = definitionTypes(model)
  const known = new Set(['$type'])
  for (const { reference } of stream.messages) {
    const type = types.get(definitionKey(reference))
    if (type?.kind !== 'object') continue
    for (const { name } of type.properties) known.add(name)
  }
  for (const path of wanted) {
    const [name = path] = path.split('.')
    if (known.has(path) || known.has(name)) continue
    const hint = suggest(name, known)
    const addition = hint === undefined ? '' : ` (${hint})`
    warnings.warn(`the lexicon has no field ${JSON.stringify(name)}${addition}`)
  }
}
