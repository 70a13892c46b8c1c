/** A table, its cells with their Markdown; line breaks and bars in them are taken care of. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [rowText(head), rowText(head.map(() => '---')), ...rows.map(rowText)].join('\n')
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/(?<!\\)\|/g, String.raw`\|`)
}

export function code(text: string): string {
  return `\`${text}\``
}

/** A block of code. */
export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

/** Items with commas between and a word before the last one. */
export function listing(items: readonly string[], word = 'and'): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}
