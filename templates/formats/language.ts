import { asciiTable, digits, letters } from './ascii-table.js'

const hyphen = 0x2d
const maximumSubtag = 8
const letter = /* @__PURE__ */ asciiTable(letters)
const digit = /* @__PURE__ */ asciiTable(digits)

/** Registered before the grammar; spelled as here, unlike other tags, whatever their case. */
const grandfathered: ReadonlySet<string> = new Set([
  'art-lojban',
  'cel-gaulish',
  'en-GB-oed',
  'i-ami',
  'i-bnn',
  'i-default',
  'i-enochian',
  'i-hak',
  'i-klingon',
  'i-lux',
  'i-mingo',
  'i-navajo',
  'i-pwn',
  'i-tao',
  'i-tay',
  'i-tsu',
  'no-bok',
  'no-nyn',
  'sgn-BE-FR',
  'sgn-BE-NL',
  'sgn-CH-DE',
  'zh-guoyu',
  'zh-hakka',
  'zh-min',
  'zh-min-nan',
  'zh-xiang',
])

/**
 * Whether a text is a language tag of BCP 47 (RFC 5646): well-formed, with a language of two or three
 * lower-case letters, and without a variant or an extension's singleton that comes twice. Subtags are
 * not looked up in the registry.
 */
export function isLanguage(text: string): boolean {
  if (grandfathered.has(text)) return true
  const subtag = new SubtagScanner(text)
  if (subtag.isPrivateUse()) return readPrivateUse(subtag)
  if (!subtag.isLetters(2, 3) || !subtag.isLowerCase()) return false
  subtag.next()
  for (let more = 0; more < 3 && subtag.isLetters(3, 3); more++) subtag.next()
  if (subtag.isLetters(4, 4)) subtag.next()
  if (subtag.isLetters(2, 2) || subtag.isDigits(3)) subtag.next()

  const seen = new Set<string>()
  while (subtag.isVariant()) {
    if (!subtag.isNewTo(seen)) return false
    subtag.next()
  }
  while (subtag.isAlphanumeric(1, 1) && !subtag.isPrivateUse()) {
    if (!subtag.isNewTo(seen)) return false
    subtag.next()
    if (!subtag.isAlphanumeric(2, maximumSubtag)) return false
    while (subtag.isAlphanumeric(2, maximumSubtag)) subtag.next()
  }
  return subtag.isPrivateUse() ? readPrivateUse(subtag) : subtag.isPastEnd()
}

function readPrivateUse(subtag: SubtagScanner): boolean {
  subtag.next()
  if (!subtag.isAlphanumeric(1, maximumSubtag)) return false
  while (subtag.isAlphanumeric(1, maximumSubtag)) subtag.next()
  return subtag.isPastEnd()
}

/** Stands on one subtag after another. */
class SubtagScanner {
  readonly #text: string
  #start = 0
  #length = 0
  #letters = 0
  #digits = 0

  constructor(text: string) {
    this.#text = text
    this.#read()
  }

  next(): void {
    this.#start += this.#length + 1
    this.#read()
  }

  isPastEnd(): boolean {
    return this.#start > this.#text.length
  }

  isLetters(minimum: number, maximum: number): boolean {
    return this.#digits === 0 && this.isAlphanumeric(minimum, maximum)
  }

  isDigits(length: number): boolean {
    return this.#digits === length && this.#length === length
  }

  isAlphanumeric(minimum: number, maximum: number): boolean {
    const length = this.#length
    return this.#letters + this.#digits === length && length >= minimum && length <= maximum
  }

  isVariant(): boolean {
    return (
      this.isAlphanumeric(5, maximumSubtag) ||
      (this.isAlphanumeric(4, 4) && this.#startsWithDigit())
    )
  }

  isPrivateUse(): boolean {
    return this.isAlphanumeric(1, 1) && this.#folded() === 'x'
  }

  isLowerCase(): boolean {
    return this.#text.startsWith(this.#folded(), this.#start)
  }

  /** Adds it to a set, case aside; false where it is there already. */
  isNewTo(seen: Set<string>): boolean {
    const size = seen.size
    return seen.add(this.#folded()).size > size
  }

  #folded(): string {
    return this.#text.slice(this.#start, this.#start + this.#length).toLowerCase()
  }

  #startsWithDigit(): boolean {
    return digit[this.#text.charCodeAt(this.#start)] === 1
  }

  /** Takes in the subtag that starts here, of one that is too long only as much as shows it. */
  #read(): void {
    this.#letters = 0
    this.#digits = 0
    let at = this.#start
    for (; at < this.#text.length && at - this.#start <= maximumSubtag; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === hyphen) break
      this.#letters += letter[code] ?? 0
      this.#digits += digit[code] ?? 0
    }
    this.#length = at - this.#start
  }
}
