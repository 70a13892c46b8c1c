import { parseTree, type Node } from 'jsonc-parser'
import { expect } from 'vitest'

/** Expects that keys and scalars have kept their text, and members and items their order. */
export function expectKept(before: string, after: string): void {
  const compare = (one: Node, other: Node | undefined): void => {
    if (one.children === undefined) {
      expect(other && textOf(after, other)).toBe(textOf(before, one))
      return
    }
    expect(other?.type).toBe(one.type)
    const others = other?.children ?? []
    let at = -1
    for (const child of one.children) {
      const isSame = ({ children }: Node) => children?.[0]?.value === child.children?.[0]?.value
      at =
        child.type === 'property' ? others.findIndex((each, i) => i > at && isSame(each)) : at + 1
      compare(child, others[at])
    }
  }
  const root = parseTree(before)
  if (root === undefined) throw new Error('no JSON')
  compare(root, parseTree(after))
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length)
}
