/** The way from the root of a JSON text to a value: names of properties and indexes of items. */
export type JsonPath = readonly (string | number)[]

const plainName = /^[A-Za-z_$][\w$-]*$/

/** As people read it: `defs.main.errors[0].name`, and `defs["a.b"]` where a name is not a plain one. */
export function formatPath(path: JsonPath): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else if (!plainName.test(segment)) text += `[${JSON.stringify(segment)}]`
    else text += text === '' ? segment : `.${segment}`
  }
  return text
}
