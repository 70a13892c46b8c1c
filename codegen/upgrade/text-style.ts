/** How a JSON text is laid out, as far as something new has to look like what is there. */
export interface TextStyle {
  /** What a line break is; undefined where the whole text is one line. */
  readonly lineBreak: '\n' | '\r\n' | undefined
  /** One step of indentation. */
  readonly indent: string
  /** What stands between a key's colon and its value, and around the members of a one-line object. */
  readonly space: '' | ' '
}

/** Finds out how a JSON text is laid out: by its first line break and its first indented line. */
export function textStyle(text: string): TextStyle {
  const lineBreak = /\r?\n/.exec(text.trimEnd())?.[0]
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
  const isOneLine = lineBreak === undefined
  return {
    lineBreak: isOneLine ? undefined : lineBreak === '\r\n' ? '\r\n' : '\n',
    indent,
    space: isOneLine && !/":\s/.test(text) ? '' : ' ',
  }
}
