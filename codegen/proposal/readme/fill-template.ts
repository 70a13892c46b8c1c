import { rulesMark } from './requirements.js'

/** What a template is filled with. */
export interface Filling {
  /** The NSIDs of the streams that the text is about. */
  readonly streams: readonly string[]
  /** Markdown, by the name that the template has for it. */
  readonly blocks: ReadonlyMap<string, string>
  /** Words within a sentence, by the name that the template has for them. */
  readonly words: ReadonlyMap<string, string>
}

/**
 * Fills a template:
 *
 * - `<!-- insert name -->` on a line of its own becomes a block.
 * - `{{name}}` becomes words.
 * - `{{rules a b}}` becomes a mention of the rules.
 * - What stands between `<!-- only nsid -->` and `<!-- end -->` stays only where the text is about
 *   that stream.
 *
 * @throws Error where the template names something that there is not, or does without something that
 * there is
 */
export function fillTemplate(template: string, { streams, blocks, words }: Filling): string {
  const unused = new Set([...blocks.keys(), ...words.keys()])
  const take = (from: ReadonlyMap<string, string>, name: string): string => {
    const found = from.get(name)
    if (found === undefined)
      throw new Error(`the template has a place for ${name}, which is not there`)
    unused.delete(name)
    return found
  }
  const filled = partsAbout(template, streams)
    .replaceAll(/^<!-- insert ([a-z-]+) -->$/gm, (_, name: string) => take(blocks, name).trimEnd())
    .replaceAll(rulesMark, (_, ids: string) => mentionRules(ids.split(' ')))
    .replaceAll(/\{\{([a-z]+)\}\}/g, (_, name: string) => take(words, name))
  if (unused.size > 0) throw new Error(`the template has no place for ${[...unused].join(', ')}`)
  return filled
}

/**
 * A template without what is about other things than these.
 *
 * @param topics NSIDs of streams, and other names that the template has for when a part stays
 */
export function partsAbout(template: string, topics: readonly string[]): string {
  return template.replaceAll(
    /^<!-- only (\S+) -->\n\n([\s\S]*?\n)\n<!-- end -->\n\n?/gm,
    (_, topic: string, text: string) => (topics.includes(topic) ? `${text}\n` : ''),
  )
}

function mentionRules(ids: readonly string[]): string {
  const named = ids.map((id) => `[\`${id}\`](#rule-${id})`)
  return `_(${ids.length === 1 ? 'rule' : 'rules'} ${named.join(', ')})_`
}
