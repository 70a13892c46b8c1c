import * as fc from 'fast-check'

import { isJsonObject } from '../../codegen/load/json-value.js'

/** How a JSON text is laid out. The lists are gone through again and again, a step for each use. */
export interface Layout {
  /** One step of indentation. */
  readonly unit: string
  readonly lineBreak: string
  /** What stands between a key and its value. */
  readonly colon: string
  /** What stands between things on one line, beside the comma, and inside of their brackets. */
  readonly space: string
  /** Each object's and array's own, in the order in which they begin. */
  readonly containers: readonly ContainerLayout[]
  /** How far each line is away from where it should begin; all 0 where it is tidy. */
  readonly offsets: readonly number[]
  /** Which strings are written with an escape that they need not have. */
  readonly escaped: readonly boolean[]
  readonly around: readonly [before: string, behind: string]
}

/**
 * `line`: all in one line, as far as what is in it allows. `spread`: each member on a line. `hugged`:
 * likewise, but for the first, which follows the bracket, and the closing bracket, which follows the
 * last; in a line it is `spread`, so that what follows has a line that is indented as it should be.
 */
type ContainerLayout = 'line' | 'spread' | 'hugged'

/** Prints something whose line is indented so, within something that is laid out so. */
type Print = (indent: string, around: ContainerLayout) => string

const tidyParts = {
  unit: fc.constantFrom('  ', '    ', '\t'),
  lineBreak: fc.constantFrom('\n', '\r\n'),
  colon: fc.constantFrom(': ', ':', ' : '),
  space: fc.constantFrom(' ', ''),
  containers: fc.array(fc.constantFrom<ContainerLayout>('line', 'spread', 'hugged'), {
    minLength: 1,
    maxLength: 40,
  }),
  escaped: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
  around: fc.constantFrom<readonly [string, string]>(['', ''], ['', '\n'], ['', '\r\n']),
}

/** Layouts in which every line is indented by one step more than the line of its bracket. */
export const tidyLayouts: fc.Arbitrary<Layout> = fc.record({
  ...tidyParts,
  offsets: fc.constant([0]),
})

/** Those, and layouts that nobody would choose. */
export const anyLayouts: fc.Arbitrary<Layout> = fc.record({
  ...tidyParts,
  colon: fc.constantFrom(': ', ':', ' : ', ':\n  ', '\r:\t'),
  space: fc.constantFrom(' ', '', '   ', '\t', '\r'),
  offsets: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 10 }),
  around: fc.constantFrom<readonly [string, string]>(['', ''], ['\n  ', '  \n\n'], ['\r\n', ' ']),
})

/** A JSON value as text. */
export function printed(value: unknown, layout: Layout): string {
  const nextContainer = cycle(layout.containers)
  const nextOffset = cycle(layout.offsets)
  const nextEscaped = cycle(layout.escaped)
  const { unit, lineBreak, colon, space } = layout

  const newLine = (indent: string): string => {
    const offset = nextOffset()
    return lineBreak + (offset < 0 ? indent.slice(0, offset) : indent + ' '.repeat(offset))
  }
  const string = (text: string): string => {
    const literal = JSON.stringify(text)
    const code = text.charCodeAt(0).toString(16).padStart(4, '0')
    return /^"\w/.test(literal) && nextEscaped() ? `"\\u${code}${literal.slice(2)}` : literal
  }
  const container = (
    [open, close]: readonly [string, string],
    prints: readonly Print[],
    indent: string,
    around: ContainerLayout,
  ): string => {
    const next = nextContainer()
    const how = next === 'hugged' && around === 'line' ? 'spread' : next
    const inner = indent + unit
    if (prints.length === 0) return open + (how === 'spread' ? newLine(indent) : '') + close
    if (how === 'line') {
      return (
        open + space + prints.map((print) => print(indent, how)).join(`,${space}`) + space + close
      )
    }
    const texts = prints.map((print, index) => {
      if (how === 'hugged' && index === 0) return space + print(indent, how)
      return newLine(inner) + print(inner, how)
    })
    return open + texts.join(',') + (how === 'hugged' ? space : newLine(indent)) + close
  }
  const any = (part: unknown, indent: string, around: ContainerLayout): string => {
    if (Array.isArray(part)) {
      const items: readonly unknown[] = part
      return container(
        ['[', ']'],
        items.map((item) => (inner, how) => any(item, inner, how)),
        indent,
        around,
      )
    }
    if (isJsonObject(part)) {
      const members = Object.entries(part)
      return container(
        ['{', '}'],
        members.map(
          ([name, member]) =>
            (inner, how) =>
              string(name) + colon + any(member, inner, how),
        ),
        indent,
        around,
      )
    }
    return typeof part === 'string' ? string(part) : JSON.stringify(part)
  }
  const [before, behind] = layout.around
  return before + any(value, '', 'spread') + behind
}

function cycle<T>(values: readonly T[]): () => T {
  let index = 0
  return () => {
    const value = values[index % values.length]
    index += 1
    if (value === undefined) throw new Error('nothing to choose from')
    return value
  }
}
