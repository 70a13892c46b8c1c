import type { TextStyle } from './text-style.js'

/** How long a line may get before an array takes several. */
export const maxLineLength = 80

/**
 * A value as JSON text in the style of what surrounds it: each member of an object on a line of its
 * own, arrays on one line where they fit. A text of one line stays one.
 *
 * @param indent what the line that the value begins on is indented by
 * @param column how much of that line is taken already
 */
export function renderJson(
  value: unknown,
  style: TextStyle,
  indent: string,
  column: number,
): string {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    const inline = inlineArray(items, style)
    if (style.lineBreak === undefined || items.length === 0) return inline
    if (isFlat(items) && column + inline.length <= maxLineLength) return inline
    const inner = indent + style.indent
    const texts = items.map((item) => renderJson(item, style, inner, inner.length))
    return onLines(['[', ']'], texts, style.lineBreak, indent, inner)
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = indent + style.indent
  const members = Object.entries(value).map(([name, member]: [string, unknown]) =>
    renderMember(name, member, style, inner),
  )
  if (style.lineBreak !== undefined && members.length > 0) {
    return onLines(['{', '}'], members, style.lineBreak, indent, inner)
  }
  return members.length === 0
    ? '{}'
    : `{${style.space}${members.join(`,${style.space}`)}${style.space}}`
}

/** A member of an object on a line of its own, less the indentation of that line. */
export function renderMember(
  name: string,
  value: unknown,
  style: TextStyle,
  indent: string,
): string {
  const key = `${JSON.stringify(name)}:${style.space}`
  return key + renderJson(value, style, indent, indent.length + key.length)
}

/** Whether a value can stand on one line: an object with members never does. */
export function isFlat(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object')
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

/** The brackets of an object or an array. */
export type Brackets = readonly [open: string, close: string]

/** Members or items on a line each. */
export function onLines(
  [open, close]: Brackets,
  texts: readonly string[],
  lineBreak: string,
  indent: string,
  inner: string,
): string {
  const lines = texts.map((text) => `${inner}${text}`)
  return `${open}${lineBreak}${lines.join(`,${lineBreak}`)}${lineBreak}${indent}${close}`
}

function inlineArray(items: readonly unknown[], style: TextStyle): string {
  const texts = items.map((item) => renderJson(item, { ...style, lineBreak: undefined }, '', 0))
  return `[${texts.join(`,${style.space}`)}]`
}
