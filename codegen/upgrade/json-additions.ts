import { applyEdits, type Edit, type Node } from 'jsonc-parser'

import { maxLineLength, onLines, renderJson, renderMember } from './render-json.js'
import { textStyle, type TextStyle } from './text-style.js'

/** What is to be added to one object or array. */
interface Addition {
  readonly node: Node
  /** Members to add, by the name of the member they follow; undefined is the end. */
  readonly members: {
    readonly after: string | undefined
    readonly name: string
    readonly value: unknown
  }[]
  readonly items: unknown[]
}

/**
 * Collects what is to be added to a JSON text, and adds it without touching anything else: what is
 * there keeps its bytes, its order and its layout. Only an object or array that stands on one line,
 * and cannot stay there, is spread over several.
 */
export class JsonAdditions {
  readonly #text: string
  readonly #style: TextStyle
  readonly #additions = new Map<Node, Addition>()

  constructor(text: string) {
    this.#text = text
    this.#style = textStyle(text)
  }

  /** Adds a member to an object that has none of that name: behind the one named, or at its end. */
  addMember(object: Node, name: string, value: unknown, after?: string): void {
    const behind = after !== undefined && memberOf(object, after) !== undefined ? after : undefined
    this.#additionTo(object).members.push({ after: behind, name, value })
  }

  /** Adds an item at the end of an array. */
  addItem(array: Node, value: unknown): void {
    this.#additionTo(array).items.push(value)
  }

  /** The text with all that was added. */
  apply(): string {
    const edits = [...this.#additions.values()].flatMap((addition) =>
      addition.node.type === 'array' ? this.#itemEdits(addition) : this.#memberEdits(addition),
    )
    return applyEdits(this.#text, edits)
  }

  #additionTo(node: Node): Addition {
    const addition = this.#additions.get(node) ?? { node, members: [], items: [] }
    this.#additions.set(node, addition)
    return addition
  }

  #memberEdits({ node, members }: Addition): Edit[] {
    const { lineBreak, space } = this.#style
    const present = node.children ?? []
    const inner = this.#innerIndent(node)
    const render = (name: string, value: unknown) => renderMember(name, value, this.#style, inner)
    if (lineBreak !== undefined && !this.#isSpread(node)) {
      return [this.#spread(node, members, lineBreak)]
    }
    const separator = lineBreak === undefined ? `,${space}` : `,${lineBreak}${inner}`
    const last = present.at(-1)
    if (last === undefined) {
      const texts = members.map(({ name, value }) => render(name, value))
      return [replace(node, `{${space}${texts.join(separator)}${space}}`)]
    }
    return members.map(({ after, name, value }) => {
      const anchor = (after === undefined ? undefined : memberOf(node, after)) ?? last
      return insertBehind(anchor, separator + render(name, value))
    })
  }

  /** An object that stood on one line, now with a member on each. */
  #spread(node: Node, members: Addition['members'], lineBreak: string): Edit {
    const indent = this.#indentOf(node)
    const inner = indent + this.#style.indent
    const render = ({ name, value }: Addition['members'][number]) =>
      renderMember(name, value, this.#style, inner)
    const texts = (node.children ?? []).flatMap((child) => [
      this.#text.slice(child.offset, child.offset + child.length),
      ...members.filter(({ after }) => after !== undefined && after === nameOf(child)).map(render),
    ])
    const rest = members.filter(({ after }) => after === undefined).map(render)
    return replace(node, onLines('{', [...texts, ...rest], '}', lineBreak, indent, inner))
  }

  #itemEdits({ node, items }: Addition): Edit[] {
    const { lineBreak, space } = this.#style
    const present = node.children ?? []
    const last = present.at(-1)
    const indent = this.#indentOf(node)
    const inner = this.#innerIndent(node)
    const texts = items.map((item) => renderJson(item, this.#style, inner, inner.length))
    const inline = texts.join(`,${space}`)
    if (last !== undefined && lineBreak !== undefined && this.#isSpread(node)) {
      return [insertBehind(last, texts.map((text) => `,${lineBreak}${inner}${text}`).join(''))]
    }
    const lengthened = this.#lineLength(node) + inline.length + (last === undefined ? 0 : 2)
    const fits = lengthened <= maxLineLength || this.#isInOneLine(node)
    if (lineBreak === undefined || (!inline.includes('\n') && fits)) {
      return last === undefined
        ? [replace(node, `[${inline}]`)]
        : [insertBehind(last, `,${space}${inline}`)]
    }
    const before = present.map((child) =>
      this.#text.slice(child.offset, child.offset + child.length),
    )
    return [replace(node, onLines('[', [...before, ...texts], ']', lineBreak, indent, inner))]
  }

  /** Whether the first member or item stands on a line below the bracket. */
  #isSpread(node: Node): boolean {
    const first = node.children?.[0]
    return first !== undefined && this.#text.slice(node.offset, first.offset).includes('\n')
  }

  /** Whether a node is a member of an object that stands on one line. */
  #isInOneLine({ parent: member }: Node): boolean {
    const object = member?.parent
    return object !== undefined && !this.#isSpread(object)
  }

  /** What the members or items of a node are indented by. */
  #innerIndent(node: Node): string {
    const first = node.children?.[0]
    if (first !== undefined && this.#isSpread(node)) return this.#indentAt(first.offset)
    return this.#indentOf(node) + this.#style.indent
  }

  /** What the line is indented by on which a node begins. */
  #indentOf(node: Node): string {
    return this.#indentAt(node.offset)
  }

  #indentAt(offset: number): string {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1
    return /^[ \t]*/.exec(this.#text.slice(start, offset))?.[0] ?? ''
  }

  /** The length of the line on which a node of one line stands, its line break aside. */
  #lineLength(node: Node): number {
    const start = this.#text.lastIndexOf('\n', node.offset - 1) + 1
    const end = this.#text.indexOf('\n', node.offset + node.length)
    return this.#text.slice(start, end === -1 ? undefined : end).trimEnd().length
  }
}

/** A member of an object: its node holds the key and the value. */
export function memberOf(object: Node, name: string): Node | undefined {
  return object.children?.find((member) => nameOf(member) === name)
}

function nameOf(member: Node): string | undefined {
  const key: unknown = member.children?.[0]?.value
  return typeof key === 'string' ? key : undefined
}

function insertBehind({ offset, length }: Node, content: string): Edit {
  return { offset: offset + length, length: 0, content }
}

function replace({ offset, length }: Node, content: string): Edit {
  return { offset, length, content }
}
