import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser'

import { isJsonObject } from '../../load/json-value.js'
import { JsonAdditions } from '../../upgrade/json-additions.js'

/** A document with what another version of it has more. */
export interface WithAdditions {
  readonly text: string
  /** What was added, as paths such as `defs.cursor` or `defs.main.errors[InvalidShard]`. */
  readonly added: readonly string[]
  /** Where the two differ otherwise, which adding does not mend. */
  readonly otherwise: readonly string[]
}

type Path = readonly string[]

/**
 * Adds to a lexicon document whatever a second version of it has and it has not, and touches nothing
 * else: its own layout, order and descriptions stay. Descriptions of what it has already are left
 * as they are, or absent.
 *
 * @param text the first version
 * @param proposed the second one, parsed
 */
export function addWhatIsNew(text: string, proposed: unknown): WithAdditions {
  const root = parseTree(text)
  const additions = new JsonAdditions(text)
  const added: string[] = []
  const otherwise: string[] = []

  const compare = (node: Node, value: unknown, path: Path): void => {
    if (node.type === 'object' && isJsonObject(value)) return compareObjects(node, value, path)
    if (node.type === 'array' && Array.isArray(value)) return compareArrays(node, value, path)
    if (node.value !== value) otherwise.push(shown(path))
  }
  const compareObjects = (
    node: Node,
    value: Readonly<Record<string, unknown>>,
    path: Path,
  ): void => {
    let before: string | undefined
    for (const [name, member] of Object.entries(value)) {
      const present = findNodeAtLocation(node, [name])
      if (!isDescription(name, member)) {
        if (present !== undefined) compare(present, member, [...path, name])
        else {
          added.push(shown([...path, name]))
          // A new definition goes last, where it keeps the rest of the document together.
          additions.addMember(node, name, member, path.at(-1) === 'defs' ? undefined : before)
        }
      }
      before = name
    }
    for (const child of node.children ?? []) {
      const name = String(child.children?.[0]?.value)
      if (!Object.hasOwn(value, name) && !isDescription(name, child.children?.[1]?.value)) {
        otherwise.push(shown([...path, name]))
      }
    }
  }
  const compareArrays = (node: Node, value: readonly unknown[], path: Path): void => {
    const present = new Map((node.children ?? []).map((child) => [keyOf(valueOf(child)), child]))
    const wanted = new Set(value.map(keyOf))
    for (const item of value) {
      const key = keyOf(item)
      const child = present.get(key)
      const place = [...path.slice(0, -1), `${path.at(-1)}[${key}]`]
      if (child !== undefined) compare(child, item, place)
      else {
        added.push(shown(place))
        additions.addItem(node, item)
      }
    }
    for (const key of present.keys()) {
      if (!wanted.has(key)) otherwise.push(shown([...path.slice(0, -1), `${path.at(-1)}[${key}]`]))
    }
  }

  if (root !== undefined) compare(root, proposed, [])
  return { text: added.length === 0 ? text : additions.apply(), added, otherwise }
}

function shown(path: Path): string {
  return path.join('.')
}

/** What tells items of an array apart: the name of an error, and the value of everything else. */
function keyOf(item: unknown): string {
  if (isJsonObject(item) && typeof item['name'] === 'string') return item['name']
  return typeof item === 'string' ? item : JSON.stringify(item)
}

/** As far as {@link keyOf} looks. */
function valueOf(node: Node): unknown {
  if (node.type === 'object') {
    return Object.fromEntries(
      (node.children ?? []).map(({ children = [] }): [string, unknown] => [
        String(children[0]?.value),
        children[1]?.value,
      ]),
    )
  }
  return node.value
}

/** Whether a member is a description; a property that is named so has a schema as its value. */
function isDescription(name: string, value: unknown): boolean {
  return name === 'description' && typeof value === 'string'
}
