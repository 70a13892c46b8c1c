import { getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'

import type { JsonPath } from './json-path.js'
import { indexLines } from './line-index.js'
import type { Position } from './line-index.js'
import { duplicateKey, jsonSyntax, nestingDepth } from './load-rules.js'
import type { RuleDescription } from './diagnostic.js'
import { findExcessiveNesting, maxNestingDepth } from './nesting-depth.js'

/** Something in a text that JSON, or this generator, does not allow. */
export interface JsonProblem {
  readonly rule: RuleDescription
  readonly position: Position
  readonly path: JsonPath
  readonly message: string
}

/** Which half of a property a position is wanted of. */
export type PropertyPart = 'key' | 'value'

/** A JSON text, its value, and where each part of it stands. */
export interface JsonText {
  /**
   * What could be read; objects have no prototype, so that names like `__proto__` are plain members.
   * `undefined` where the text holds no value at all or nests too deep.
   */
  readonly json: unknown
  /** Whether the text is JSON: `json` is then all that it says. */
  readonly intact: boolean
  readonly problems: readonly JsonProblem[]
  /**
   * Where the value at a path starts, or the key that leads to it; the nearest enclosing value where
   * the path does not exist.
   */
  readonly positionOf: (path: JsonPath, part?: PropertyPart) => Position
}

/** Parses strict JSON: no comments, no trailing commas. Never throws. */
export function parseJsonText(text: string): JsonText {
  const positionAt = indexLines(text)
  const excess = findExcessiveNesting(text)
  if (excess !== undefined) {
    const message = `nested more than ${maxNestingDepth} levels deep`
    const problem = { rule: nestingDepth, position: positionAt(excess), path: [], message }
    return {
      json: undefined,
      intact: false,
      problems: [problem],
      positionOf: () => positionAt(0),
    }
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const problems: JsonProblem[] = reportable(errors).map((error) => ({
    rule: jsonSyntax,
    position: positionAt(error.offset),
    path: [],
    message: describe(error, text),
  }))
  for (const { path, offset } of root === undefined ? [] : duplicateKeys(root, [])) {
    const message = `${JSON.stringify(path.at(-1))} stands more than once in this object`
    problems.push({ rule: duplicateKey, position: positionAt(offset), path, message })
  }
  return {
    json: root === undefined ? undefined : getNodeValue(root),
    intact: errors.length === 0,
    problems,
    positionOf: (path, part = 'value') =>
      positionAt(root === undefined ? 0 : offsetOf(root, path, part)),
  }
}

/** Every comment, and the first of the other errors: what follows that one is mostly its echo. */
function reportable(errors: readonly ParseError[]): ParseError[] {
  const firstOther = errors.find((error) => !isComment(error))
  return errors.filter((error) => isComment(error) || error === firstOther)
}

function isComment({ error }: ParseError): boolean {
  return printParseErrorCode(error) === 'InvalidCommentToken'
}

function describe({ error, offset, length }: ParseError, text: string): string {
  const code = printParseErrorCode(error)
  switch (code) {
    case 'InvalidSymbol':
      return `unexpected ${JSON.stringify(text.slice(offset, offset + Math.min(length, 40)))}`
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (text.trim() === '') return 'the file is empty'
      if (/,\s*$/.test(text.slice(0, offset)) && /^[}\]]/.test(text.slice(offset))) {
        return 'JSON has no trailing commas'
      }
      return code === 'ValueExpected'
        ? 'a value is expected here'
        : 'a property name in double quotes is expected here'
    case 'ColonExpected':
      return 'a ":" is expected here'
    case 'CommaExpected':
      return 'a "," is expected here'
    case 'CloseBraceExpected':
      return 'a "}" is expected here'
    case 'CloseBracketExpected':
      return 'a "]" is expected here'
    case 'EndOfFileExpected':
      return 'nothing may follow the document'
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'JSON has no comments'
    case 'UnexpectedEndOfString':
      return 'a string is not closed on its line'
    case 'UnexpectedEndOfNumber':
      return 'a number is cut short'
    case 'InvalidUnicode':
      return 'a \\u escape takes four hexadecimal digits'
    case 'InvalidEscapeCharacter':
      return 'a string holds an escape that JSON does not have'
    case 'InvalidCharacter':
      return 'a string holds a control character that is not escaped'
    default:
      return 'this is not JSON'
  }
}

function* duplicateKeys(
  node: Node,
  path: JsonPath,
): Generator<{ readonly path: JsonPath; readonly offset: number }> {
  const names = new Set<string>()
  for (const [index, child] of (node.children ?? []).entries()) {
    if (child.type !== 'property') {
      yield* duplicateKeys(child, [...path, index])
      continue
    }
    const name = keyOf(child)
    const childPath = [...path, name]
    if (names.has(name)) yield { path: childPath, offset: child.offset }
    names.add(name)
    const value = child.children?.[1]
    if (value !== undefined) yield* duplicateKeys(value, childPath)
  }
}

function offsetOf(root: Node, path: JsonPath, part: PropertyPart): number {
  let value = root
  let property: Node | undefined
  for (const segment of path) {
    if (typeof segment === 'number') {
      const item = value.type === 'array' ? value.children?.[segment] : undefined
      if (item === undefined) return value.offset
      value = item
      property = undefined
    } else {
      property = findProperty(value, segment)
      const propertyValue = property?.children?.[1]
      if (propertyValue === undefined) return value.offset
      value = propertyValue
    }
  }
  return part === 'key' && property !== undefined ? property.offset : value.offset
}

/** The last of its name, since that is the one whose value counts. */
function findProperty(object: Node, name: string): Node | undefined {
  if (object.type !== 'object') return undefined
  return object.children?.findLast(
    (property) => keyOf(property) === name && property.children?.length === 2,
  )
}

function keyOf(property: Node): string {
  return String(property.children?.[0]?.value)
}
