/** Whether an object with this property is not an object to the data model's JSON. */
export function isSpecialName(name: string): name is '$bytes' | '$link' {
  return name === '$bytes' || name === '$link'
}
