/** A numbered statement that binds an implementation. */
export interface Requirement {
  /** For example `CUR-1`. */
  readonly id: string
  /** What it says, with its Markdown, on one line. */
  readonly text: string
  /** The rules that check it, by their ids; none where it cannot be seen from outside. */
  readonly rules: readonly string[]
}

/**
 * The requirements of a text: the list items that begin with their number in bold. What checks them
 * is named in them as `{{rules id id}}`.
 *
 * @throws Error where a number comes twice
 */
export function requirementsOf(text: string): readonly Requirement[] {
  const found = new Map<string, Requirement>()
  for (const [item] of text.matchAll(/^- \*\*[A-Z]{3}-\d+\*\* .*(?:\n {2}.*)*/gm)) {
    const [, id = '', statement = ''] = /^- \*\*([^*]+)\*\* ([\s\S]*)$/.exec(item) ?? []
    if (found.has(id)) throw new Error(`the requirement ${id} comes twice`)
    const rules = [...statement.matchAll(rulesMark)].flatMap(([, ids = '']) => ids.split(' '))
    const words = statement.replaceAll(rulesMark, '').trim().replaceAll(/\s+/g, ' ')
    found.set(id, { id, text: words, rules })
  }
  return [...found.values()]
}

/** Where a requirement says what checks it. */
export const rulesMark = /\{\{rules ([a-z -]+)\}\}/g
