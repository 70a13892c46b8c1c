const WIDTH = 96

/**
 * Text for a doc comment: lines of at most 96 characters. What would end the comment early, or turn
 * into a tag, is broken up.
 */
export function docText(...paragraphs: readonly (string | undefined)[]): string {
  return paragraphs
    .filter((paragraph) => paragraph !== undefined && paragraph.trim() !== '')
    .map((paragraph) => wrap(harmless(paragraph ?? '')))
    .join('\n\n')
}

function harmless(text: string): string {
  return text
    .replaceAll('*/', '*\\/')
    .replaceAll(/@(?=[A-Za-z])/g, '\\@')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
}

function wrap(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.join('\n')
}

/** Doc comments as a structure's `docs` wants them: none where there is nothing to say. */
export function docs(...paragraphs: readonly (string | undefined)[]): string[] {
  const text = docText(...paragraphs)
  // A leading line break makes the printer put even a short text on a line of its own.
  return text === '' ? [] : [text.includes('\n') ? `\n${text}` : text]
}
