/** A fenced block of a Markdown text. */
export interface CodeBlock {
  /** The first word behind the fence, such as `ts`; empty where there is none. */
  readonly language: string
  /** Where the text is to be saved, from the project's folder on: what `file=` behind the language says. */
  readonly file: string | undefined
  readonly text: string
  /** The line of its opening fence, from 1. */
  readonly line: number
}

/**
 * The blocks of a Markdown text, in their order.
 *
 * @throws Error where a block has no end, or is indented instead of fenced
 */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = markdown.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (/^ {4}\S/.test(line) && (lines[index - 1] ?? '').trim() === '') {
      throw new Error(`line ${index + 1}: an indented block has no language; fence it`)
    }
    const [, fence, info = ''] = /^(`{3,})(.*)$/.exec(line) ?? []
    if (fence === undefined) continue
    const end = lines.indexOf(fence, index + 1)
    if (end === -1) throw new Error(`line ${index + 1}: the block has no end`)
    const [language = '', ...rest] = info.trim().split(/\s+/)
    const file = rest.find((word) => word.startsWith('file='))?.slice('file='.length)
    blocks.push({ language, file, text: lines.slice(index + 1, end).join('\n'), line: index + 1 })
    index = end
  }
  return blocks
}

/** A command of a `console` block, and what it prints. */
export interface ConsoleStep {
  readonly command: string
  /** As it is printed; see {@link isShown} for what it may leave out. */
  readonly output: string
}

/** The commands of a `console` block: what follows `$ `, each with the lines up to the next one. */
export function consoleSteps({ text, line }: CodeBlock): readonly ConsoleStep[] {
  const steps: { command: string; output: string[] }[] = []
  for (const each of text.split('\n')) {
    const last = steps.at(-1)
    if (each.startsWith('$ ')) steps.push({ command: each.slice(2), output: [] })
    else if (last === undefined) throw new Error(`line ${line}: the block begins without a command`)
    else if (last.output.length === 0 && last.command.endsWith('\\')) last.command += `\n${each}`
    else last.output.push(each)
  }
  return steps.map(({ command, output }) => ({ command, output: output.join('\n').trimEnd() }))
}

/**
 * Whether a text is the one that a document shows. A line of `...` alone stands for any number of
 * lines, and `…` for anything within a line: what is another on every machine, or with every run.
 */
export function isShown(shown: string, text: string): boolean {
  const pattern = shown
    .split(/^\.\.\.$/m)
    .map((part) => part.split('…').map(literally).join('.+'))
    .join('[^]*')
  return new RegExp(`^${pattern}$`).test(text.trimEnd())
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
