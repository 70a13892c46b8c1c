const width = 96

/** A list in a doc comment, a paragraph by itself. */
export interface Bullets {
  readonly bullets: readonly string[]
}

type Paragraph = string | Bullets | undefined

/**
 * Text for a doc comment: lines of at most 96 characters where words allow it. What would end the
 * comment early, or turn into a tag, is broken up.
 */
export function docText(...paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map((paragraph) => {
      if (paragraph === undefined) return ''
      if (typeof paragraph === 'string') return wrap(paragraph, '', '')
      return paragraph.bullets.map((bullet) => wrap(bullet, '- ', '  ')).join('\n')
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

function harmless(text: string): string {
  return text
    .replaceAll('*/', '*\\/')
    .replaceAll(/(?<!\w)@/g, '\\@')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]+/gu, ' ')
}

function wrap(text: string, first: string, indent: string): string {
  const words = harmless(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return ''
  const lines: string[] = []
  let line = first
  for (const word of words) {
    if (line !== first && line !== indent && line.length + word.length >= width) {
      lines.push(line)
      line = indent
    }
    line += line === first || line === indent ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}

/** Doc comments as a structure's `docs` wants them: none where there is nothing to say. */
export function docs(...paragraphs: readonly Paragraph[]): string[] {
  const text = docText(...paragraphs)
  // A leading line break makes the printer put the text of a longer comment on lines of its own.
  return text === '' ? [] : [text.includes('\n') ? `\n${text}` : text]
}
