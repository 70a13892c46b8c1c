import { isJsonArray, membersOf, type Json } from './json.js'

const WIDTH = 110

/**
 * JSON to be read by people: two spaces a level, and whatever fits into a line on one line. Names
 * stand in the order of the object.
 */
export function printJson(value: Json): string {
  return `${print(value, '', 0)}\n`
}

/** @param taken how much of the line is taken by what stands around the value */
function print(value: Json, indent: string, taken: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const short = printFlat(value)
  if (indent.length + taken + short.length <= WIDTH) return short
  const deeper = `${indent}  `
  if (isJsonArray(value)) {
    const items = value.map((item) => `${deeper}${print(item, deeper, 1)}`)
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  const members = membersOf(value).map(([name, member]) => {
    const label = `${JSON.stringify(name)}: `
    return `${deeper}${label}${print(member, deeper, label.length + 1)}`
  })
  return `{\n${members.join(',\n')}\n${indent}}`
}

function printFlat(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isJsonArray(value)) return `[${value.map(printFlat).join(', ')}]`
  const members = membersOf(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${printFlat(member)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
