import type { Node } from 'jsonc-parser'

import { indexLines, type Position } from '../load/line-index.js'

/** A JSON text by its nodes: what stands where, and on which lines. */
export class JsonSource {
  readonly #text: string
  readonly #positionAt: (offset: number) => Position

  constructor(text: string) {
    this.#text = text
    this.#positionAt = indexLines(text)
  }

  /** The text from one offset up to another; to its end without that. */
  between(start: number, end?: number): string {
    return this.#text.slice(start, end)
  }

  textOf({ offset, length }: Node): string {
    return this.#text.slice(offset, offset + length)
  }

  /** Whether an object or array has a member or item that begins a line. */
  isSpread(node: Node): boolean {
    return this.#firstOnItsLine(node) !== undefined
  }

  /** What the members or items of an object or array that {@link isSpread} are indented by. */
  innerIndentOf(node: Node): string {
    return this.indentOf(this.#firstOnItsLine(node) ?? node)
  }

  /** What the line is indented by on which a node begins. */
  indentOf({ offset }: Node): string {
    return /^[ \t]*/.exec(this.between(this.#lineStart(offset), offset))?.[0] ?? ''
  }

  /** How long the longest of the lines is on which a node stands. */
  widthOf({ offset, length }: Node): number {
    const end = this.#text.indexOf('\n', offset + length)
    return longestLine(this.between(this.#lineStart(offset), end === -1 ? undefined : end))
  }

  #firstOnItsLine(node: Node): Node | undefined {
    if (node.type === 'property') return undefined
    return node.children?.find(({ offset }) => {
      const start = this.#lineStart(offset)
      return start > node.offset && this.between(start, offset).trim() === ''
    })
  }

  #lineStart(offset: number): number {
    return offset - this.#positionAt(offset).column + 1
  }
}

/** The length of the longest line of a text, line breaks aside. */
export function longestLine(text: string): number {
  return text.split('\n').reduce((longest, line) => Math.max(longest, line.trimEnd().length), 0)
}

/** A text of several lines, moved: the lines below the first have `to` where they had `from`. */
export function reindented(text: string, from: string, to: string): string {
  if (from === to) return text
  return text.replaceAll(/(?<=\n)[ \t]*(?=\S|$)/g, (indent) => movedIndent(indent, from, to))
}

/** What a line is indented by when the one that it belongs to moves. */
export function movedIndent(indent: string, from: string, to: string): string {
  return indent.startsWith(from) ? to + indent.slice(from.length) : indent
}
