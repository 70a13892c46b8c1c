/** The formats whose values are all values of others as well. */
const wider: Readonly<Record<string, readonly string[]>> = {
  'at-uri': ['uri'],
  did: ['at-identifier', 'uri'],
  handle: ['at-identifier'],
  nsid: ['record-key'],
  tid: ['record-key'],
}

/** Whether every value of a format is one of the other format too. */
export function isWithinFormat(format: string, other: string): boolean {
  return format === other || wider[format]?.includes(other) === true
}
