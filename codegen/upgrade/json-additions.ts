import type { Node } from 'jsonc-parser'

import { JsonSource, longestLine, movedIndent, reindented } from './json-source.js'
import {
  isFlat,
  maxLineLength,
  onLines,
  renderJson,
  renderMember,
  type Brackets,
} from './render-json.js'
import { textStyle, type TextStyle } from './text-style.js'

/** A member to add, or an item, which has no name. */
interface Addition {
  /** The name of the member that it follows; undefined is the end. */
  readonly after: string | undefined
  readonly name: string | undefined
  readonly value: unknown
}

/** Where a node is to stand. */
interface Place {
  /** What the line is indented by on which it begins. */
  readonly indent: string
  /** What begins that line where it did not before: the node, or the member whose value it is. */
  readonly moved: Node | undefined
  /** Whether what it belongs to stays on one line, and it with that. */
  readonly inOneLine: boolean
}

/**
 * Collects what is to be added to a JSON text, and adds it without touching anything else: what is
 * there keeps its bytes, its order and its layout. Only an object or array that stands on one line,
 * and cannot stay there, is spread over several, with a member or item on each.
 */
export class JsonAdditions {
  readonly #text: string
  readonly #source: JsonSource
  readonly #style: TextStyle
  readonly #additions = new Map<Node, Addition[]>()
  /** Whatever holds an addition, at any depth. */
  readonly #touched = new Set<Node>()

  constructor(text: string) {
    this.#text = text
    this.#source = new JsonSource(text)
    this.#style = textStyle(text)
  }

  /** Adds a member to an object that has none of that name: behind the one named, or at its end. */
  addMember(object: Node, name: string, value: unknown, after?: string): void {
    const behind = after !== undefined && memberOf(object, after) !== undefined ? after : undefined
    this.#add(object, { after: behind, name, value })
  }

  /** Adds an item at the end of an array. */
  addItem(array: Node, value: unknown): void {
    this.#add(array, { after: undefined, name: undefined, value })
  }

  /** The text with all that was added. */
  apply(): string {
    const root = [...this.#touched].find(({ parent }) => parent === undefined)
    if (root === undefined) return this.#text
    const rendered = this.#render(root, {
      indent: this.#source.indentOf(root),
      moved: undefined,
      inOneLine: false,
    })
    return (
      this.#source.between(0, root.offset) +
      rendered +
      this.#source.between(root.offset + root.length)
    )
  }

  #add(node: Node, addition: Addition): void {
    this.#additions.set(node, [...this.#additionsTo(node), addition])
    for (let at: Node | undefined = node; at !== undefined; at = at.parent) this.#touched.add(at)
  }

  #additionsTo(node: Node): readonly Addition[] {
    return this.#additions.get(node) ?? []
  }

  #render(node: Node, place: Place): string {
    if (!this.#touched.has(node)) {
      return reindented(this.#source.textOf(node), this.#source.indentOf(node), place.indent)
    }
    if (node.type === 'property') return this.#renderProperty(node, place)
    if (this.#hasToSpread(node, place)) return this.#spread(node, place.indent)
    return this.#renderAsItIs(node, place)
  }

  #renderProperty(node: Node, place: Place): string {
    const value = node.children?.[1] ?? node
    const key = this.#source.between(node.offset, value.offset)
    const from = this.#source.indentOf(node)
    const indent = movedIndent(this.#source.indentOf(value), from, place.indent)
    return reindented(key, from, place.indent) + this.#render(value, { ...place, indent })
  }

  /** An object or array with all that is in it where it was, and what is new in between. */
  #renderAsItIs(node: Node, place: Place): string {
    const lineBreak = this.#style.lineBreak ?? ''
    const from = this.#source.indentOf(node)
    const isSpread = this.#style.lineBreak !== undefined && this.#source.isSpread(node)
    const inner = movedIndent(this.#source.innerIndentOf(node), from, place.indent)
    const style = isSpread ? this.#style : this.#inlineStyle(node)
    const separator = isSpread ? `,${lineBreak}${inner}` : `,${style.space}`
    const asItWas = (start: number, end: number) =>
      reindented(this.#source.between(start, end), from, place.indent)
    const present = node.children ?? []
    if (present.length === 0) {
      const texts = this.#additionsTo(node).map((each) => renderAddition(each, style, inner))
      const [open, close] = bracketsOf(node)
      const padding = node.type === 'object' ? style.space : ''
      return open + padding + texts.join(separator) + padding + close
    }
    let end = node.offset
    let text = ''
    let isBroken = false
    for (const child of present) {
      const gap = asItWas(end, child.offset)
      // What shared its line with a member behind which lines were added begins one itself.
      if (isBroken && !gap.includes('\n')) {
        text += separator + this.#render(child, { indent: inner, moved: child, inOneLine: false })
      } else {
        const indent = movedIndent(this.#source.indentOf(child), from, place.indent)
        text += gap + this.#render(child, { indent, moved: undefined, inOneLine: !isSpread })
      }
      const added = this.#additionsBehind(node, child)
      for (const addition of added) text += separator + renderAddition(addition, style, inner)
      isBroken = isSpread && added.length > 0
      end = child.offset + child.length
    }
    return text + asItWas(end, node.offset + node.length)
  }

  /** An object or array that stood on one line, now with a member or item on each. */
  #spread(node: Node, indent: string): string {
    const inner = indent + this.#style.indent
    const present = node.children ?? []
    const added = (additions: readonly Addition[]) =>
      additions.map((addition) => renderAddition(addition, this.#style, inner))
    const texts =
      present.length === 0
        ? added(this.#additionsTo(node))
        : present.flatMap((child) => [
            this.#render(child, { indent: inner, moved: child, inOneLine: false }),
            ...added(this.#additionsBehind(node, child)),
          ])
    return onLines(bracketsOf(node), texts, this.#style.lineBreak ?? '', indent, inner)
  }

  #additionsBehind(node: Node, child: Node): readonly Addition[] {
    const isLast = child === node.children?.at(-1)
    return this.#additionsTo(node).filter(({ after }) =>
      after === undefined ? isLast : after === nameOf(child),
    )
  }

  /** Whether an object or array on one line takes several, with what is added to it or in it. */
  #hasToSpread(node: Node, { indent, moved, inOneLine }: Place): boolean {
    if (this.#style.lineBreak === undefined || this.#source.isSpread(node)) return false
    const additions = this.#additionsTo(node)
    if (!additions.every(({ value }) => isFlat(value))) return true
    // The last one may take several lines by itself: what follows are brackets only.
    if (node.children?.slice(0, -1).some((child) => this.#takesLines(child)) === true) return true
    if (additions.length === 0 || inOneLine) return false
    const width =
      moved === undefined
        ? this.#source.widthOf(node)
        : `${indent},`.length + longestLine(this.#source.textOf(moved))
    const style = this.#inlineStyle(node)
    const texts = additions.map((addition) => `, ${renderAddition(addition, style, '')}`)
    return width + texts.join('').length > maxLineLength
  }

  /** Whether something on one line gets what no line holds. */
  #takesLines(node: Node): boolean {
    if (!this.#touched.has(node) || this.#source.isSpread(node)) return false
    return (
      !this.#additionsTo(node).every(({ value }) => isFlat(value)) ||
      node.children?.some((child) => this.#takesLines(child)) === true
    )
  }

  /** The style of what is added to a node on one line: set apart like what stands there. */
  #inlineStyle({ parent, children }: Node): TextStyle {
    const [one, other] =
      children?.[1] === undefined && parent?.type === 'property'
        ? (parent.children ?? [])
        : (children ?? [])
    const apart =
      one !== undefined && other !== undefined
        ? /\s/.test(this.#source.between(one.offset + one.length, other.offset))
        : this.#style.space === ' '
    return { ...this.#style, lineBreak: undefined, space: apart ? ' ' : '' }
  }
}

function bracketsOf({ type }: Node): Brackets {
  return type === 'array' ? ['[', ']'] : ['{', '}']
}

function renderAddition({ name, value }: Addition, style: TextStyle, indent: string): string {
  return name === undefined
    ? renderJson(value, style, indent, indent.length)
    : renderMember(name, value, style, indent)
}

/** A member of an object: its node holds the key and the value. */
export function memberOf(object: Node, name: string): Node | undefined {
  return object.children?.find((member) => nameOf(member) === name)
}

function nameOf(member: Node): string | undefined {
  const key: unknown = member.children?.[0]?.value
  return typeof key === 'string' ? key : undefined
}
