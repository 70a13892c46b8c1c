import type { BytesShape, IntegerShape, StringShape } from '../../../model/model.js'
import { drislCid, formatSamples, otherText, rawCid } from './samples.js'

/** Which of the many values of a type to make. */
export interface Recipe {
  readonly id: string
  readonly description: string
  /** Whether properties that may be absent are there. */
  readonly optional: boolean
  /** Whether properties that may be null are. */
  readonly nulls: boolean
  /** How many items arrays have, where their limits allow it. */
  readonly items: number
  readonly boolean: boolean
  readonly integer: (shape: IntegerShape, name: string) => number
  readonly text: (shape: StringShape) => string
  /** Hexadecimal digits. */
  readonly bytes: (shape: BytesShape) => string
  /** @param digestByte what tells links apart */
  readonly link: (digestByte: string) => string
  /** Which member of a union, counted from 0; beyond the last an open one gets one of no lexicon. */
  readonly member: number
}

/** Longer texts and byte strings than this are not made: their limits are told by other vectors. */
const LONGEST = 300

/** A text cut so that it keeps within the limits of bytes and graphemes, filled up to the least. */
function within(shape: StringShape, text: string): string {
  let cut = ''
  let graphemes = 0
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    const tooMany = graphemes + 1 > (shape.maxGraphemes ?? Infinity)
    if (tooMany || Buffer.byteLength(cut + segment) > (shape.maxLength ?? Infinity)) break
    cut += segment
    graphemes++
  }
  const short = Math.max((shape.minGraphemes ?? 0) - graphemes, 0)
  const padded = cut + 'x'.repeat(short)
  return padded + 'x'.repeat(Math.max((shape.minLength ?? 0) - Buffer.byteLength(padded), 0))
}

/** A text that is the only one possible, or one of the few, or of a format; otherwise absent. */
function fixedText(shape: StringShape, sample: 0 | 1): string | undefined {
  const { enum: choices, format, maxLength = Infinity } = shape
  const choice = sample === 0 ? choices?.[0] : choices?.at(-1)
  if (shape.const !== undefined || choice !== undefined) return shape.const ?? choice
  if (format === undefined) return undefined
  const wanted = formatSamples[format][sample]
  const fitting = formatSamples[format].find((text) => Buffer.byteLength(text) <= maxLength)
  return Buffer.byteLength(wanted) <= maxLength ? wanted : (fitting ?? wanted)
}

function plainText(shape: StringShape): string {
  return fixedText(shape, 0) ?? shape.knownValues?.[0] ?? within(shape, 'some text')
}

function longText(shape: StringShape): string {
  const limit = shape.maxLength ?? shape.maxGraphemes
  const fixed = fixedText(shape, 1)
  if (fixed !== undefined || limit === undefined) return fixed ?? plainText(shape)
  return within(shape, 'é'.repeat(Math.min(limit, LONGEST)))
}

function fixedInteger(shape: IntegerShape): number | undefined {
  return shape.const ?? shape.enum?.[0]
}

function plainInteger(shape: IntegerShape, name: string): number {
  const usual = name === 'seq' || name.endsWith('Seq') ? 1_783_175_954_123_456 : 300
  const low = Math.max(usual, shape.minimum ?? usual)
  return fixedInteger(shape) ?? Math.min(low, shape.maximum ?? low)
}

function smallInteger(shape: IntegerShape, name: string): number {
  const low = shape.minimum ?? (name === 'seq' ? 1 : 0)
  return fixedInteger(shape) ?? Math.min(low, shape.maximum ?? low)
}

/** So many bytes that count up, or as many as there may or must be. */
function countedBytes(shape: BytesShape, wanted: number): string {
  const size = Math.max(Math.min(wanted, shape.maxLength ?? wanted), shape.minLength ?? 0)
  return Buffer.from(Array.from({ length: size }, (_, index) => index & 0xff)).toString('hex')
}

/** As little as there can be. */
export const minimal: Recipe = {
  id: 'minimal',
  description:
    'Only what is required, and that as small as can be: no items, no bytes, false, null where it may be.',
  optional: false,
  nulls: true,
  items: 0,
  boolean: false,
  integer: smallInteger,
  text: plainText,
  bytes: (shape) => countedBytes(shape, 0),
  link: drislCid,
  member: 0,
}

/** All there may be. */
export const full: Recipe = {
  id: 'full',
  description: 'Every property that the lexicon names, with common values.',
  optional: true,
  nulls: false,
  items: 2,
  boolean: true,
  integer: plainInteger,
  text: plainText,
  bytes: (shape) => countedBytes(shape, 40),
  link: drislCid,
  member: 0,
}

const sparse: Recipe = { ...full, optional: false, nulls: true, items: 1 }

/** The values of each message, except those that come out the same as one before. */
export const recipes: readonly Recipe[] = [
  minimal,
  full,
  {
    ...full,
    id: 'highest-integers',
    description: 'Every integer at its upper limit, which is 2^53-1 where the lexicon gives none.',
    items: 0,
    integer: (shape) => fixedInteger(shape) ?? shape.maximum ?? Number.MAX_SAFE_INTEGER,
    bytes: (shape) => countedBytes(shape, 0),
  },
  {
    ...full,
    id: 'lowest-integers',
    description:
      'Every integer at its lower limit, which is 1 for seq and -(2^53-1) where the lexicon gives none.',
    items: 0,
    integer: (shape, name) =>
      fixedInteger(shape) ?? shape.minimum ?? (name === 'seq' ? 1 : Number.MIN_SAFE_INTEGER),
    bytes: (shape) => countedBytes(shape, 0),
  },
  {
    ...sparse,
    id: 'empty-texts',
    description: 'Every text without a format is as short as its limits allow, mostly empty.',
    optional: true,
    items: 1,
    text: (shape) => fixedText(shape, 0) ?? within(shape, ''),
    bytes: (shape) => countedBytes(shape, 0),
  },
  {
    ...sparse,
    id: 'longest-texts',
    description: `Every text at its limit, in characters of two bytes, and bytes at theirs where that is below ${LONGEST}.`,
    optional: true,
    text: longText,
    bytes: (shape) => countedBytes(shape, LONGEST),
  },
  {
    ...sparse,
    id: 'other-texts',
    description:
      'Every text without a format holds characters of all lengths and all that JSON has to escape; formats have a rare form.',
    optional: true,
    text: (shape) => fixedText(shape, 1) ?? within(shape, otherText),
  },
  {
    ...sparse,
    id: 'raw-links',
    description: 'Every link is one to raw content (codec 0x55) and not to DRISL (0x71).',
    optional: true,
    nulls: false,
    link: rawCid,
  },
  {
    ...minimal,
    id: 'second-member',
    description: 'Every union holds its second member.',
    items: 1,
    member: 1,
  },
  {
    ...minimal,
    id: 'no-member',
    description: 'Every open union holds an object of a type that the lexicon does not list.',
    items: 1,
    member: Infinity,
  },
]
