import { did, fields, integer, text, versions, type RuleExamples } from './evolution-example.js'

const identifier = { type: 'string', format: 'at-identifier' }
const image = { type: 'blob', accept: ['image/*'] }
const png = { type: 'blob', accept: ['image/png'] }
const anything = { type: 'blob', accept: ['*/*'] }
const letters = { ...text, enum: ['a', 'b'] }

export const constraintNarrowed: RuleExamples = {
  breaks: [
    fields(
      'a limit falls',
      { ...text, maxLength: 10 },
      { ...text, maxLength: 9 },
      'a.b.x#thing.properties.a.maxLength: maxLength was the number 10, and is the number 9 now [constraint-narrowed]',
    ),
    fields(
      'a lower limit rises',
      { ...integer, minimum: 1 },
      { ...integer, minimum: 2 },
      'a.b.x#thing.properties.a.minimum: minimum was the number 1, and is the number 2 now [constraint-narrowed]',
    ),
    fields(
      'a limit comes',
      { type: 'bytes' },
      { type: 'bytes', maxLength: 9 },
      'a.b.x#thing.properties.a.maxLength: maxLength was added: the number 9 [constraint-narrowed]',
    ),
    fields(
      'the size of a blob falls',
      { ...png, maxSize: 10 },
      { ...png, maxSize: 9 },
      'a.b.x#thing.properties.a.maxSize: maxSize was the number 10, and is the number 9 now [constraint-narrowed]',
    ),
    fields(
      'a format comes',
      text,
      did,
      'a.b.x#thing.properties.a.format: format was added: the string "did" [constraint-narrowed]',
    ),
    fields(
      'a format becomes a narrower one',
      identifier,
      did,
      'a.b.x#thing.properties.a.format: format was the string "at-identifier", and is the string "did" now [constraint-narrowed]',
    ),
    fields(
      'some images of all are left',
      image,
      png,
      'a.b.x#thing.properties.a.accept: accept was ["image/*"], and is ["image/png"] now [constraint-narrowed]',
    ),
    fields(
      'images of all blobs are left',
      anything,
      image,
      'a.b.x#thing.properties.a.accept: accept was ["*/*"], and is ["image/*"] now [constraint-narrowed]',
    ),
    fields(
      'images are left where nothing was said',
      { type: 'blob' },
      image,
      'a.b.x#thing.properties.a.accept: accept was added: ["image/*"] [constraint-narrowed]',
    ),
    versions(
      'a limit of a definition falls',
      { name: { ...text, maxLength: 10 } },
      { name: { ...text, maxLength: 9 } },
      'a.b.x#name.maxLength: maxLength was the number 10, and is the number 9 now [constraint-narrowed]',
    ),
  ],
  keeps: [
    fields(
      'constraints are put in another order',
      { ...text, maxLength: 9, minLength: 1 },
      { minLength: 1, maxLength: 9, ...text },
    ),
    fields('nothing has less than no length', text, { ...text, minLength: 0, minGraphemes: 0 }),
    fields('any blob is accepted, and that is said', { type: 'blob' }, anything),
    fields('types of blobs are put in another order, and one is named that a pattern has', image, {
      ...image,
      accept: ['image/png', 'image/*'],
    }),
  ],
}

export const constraintWidened: RuleExamples = {
  breaks: [
    fields(
      'a limit rises',
      { ...text, maxLength: 9 },
      { ...text, maxLength: 10 },
      'a.b.x#thing.properties.a.maxLength: maxLength was the number 9, and is the number 10 now [constraint-widened]',
    ),
    fields(
      'a lower limit falls',
      { ...text, minGraphemes: 2 },
      { ...text, minGraphemes: 1 },
      'a.b.x#thing.properties.a.minGraphemes: minGraphemes was the number 2, and is the number 1 now [constraint-widened]',
    ),
    fields(
      'a limit goes',
      { type: 'blob', maxSize: 9 },
      { type: 'blob' },
      'a.b.x#thing.properties.a: maxSize was removed: the number 9 [constraint-widened]',
    ),
    fields(
      'a format becomes a wider one',
      did,
      identifier,
      'a.b.x#thing.properties.a.format: format was the string "did", and is the string "at-identifier" now [constraint-widened]',
    ),
    fields(
      'all images come to some',
      png,
      image,
      'a.b.x#thing.properties.a.accept: accept was ["image/png"], and is ["image/*"] now [constraint-widened]',
    ),
    fields(
      'other blobs take the place of some',
      image,
      { ...image, accept: ['video/mp4'] },
      'a.b.x#thing.properties.a.accept: accept was ["image/*"], and is ["video/mp4"] now [constraint-narrowed]',
      'a.b.x#thing.properties.a.accept: accept was ["image/*"], and is ["video/mp4"] now [constraint-widened]',
    ),
  ],
  keeps: [
    fields(
      'a limit stays, and is described',
      { ...integer, maximum: 9 },
      {
        ...integer,
        maximum: 9,
        description: 'Up to nine.',
      },
    ),
    fields('any blob is accepted still, and that is not said', anything, { type: 'blob' }),
    fields('a length of none need not be said', { ...text, minLength: 0 }, text),
  ],
}

export const enumValueRemoved: RuleExamples = {
  breaks: [
    fields(
      'a value of an enum goes, and another comes',
      letters,
      { ...text, enum: ['b', 'c'] },
      'a.b.x#thing.properties.a.enum: enum was ["a","b"], and is ["b","c"] now [enum-value-removed]',
      'a.b.x#thing.properties.a.enum: enum was ["a","b"], and is ["b","c"] now [enum-value-added]',
    ),
    fields(
      'values are listed',
      text,
      letters,
      'a.b.x#thing.properties.a.enum: enum was added: ["a","b"] [enum-value-removed]',
    ),
    fields(
      'a value is fixed',
      { type: 'boolean' },
      { type: 'boolean', const: true },
      'a.b.x#thing.properties.a.const: const was added: true [enum-value-removed]',
    ),
  ],
  keeps: [
    fields('values are put in another order', letters, { ...text, enum: ['b', 'a'] }),
    fields(
      'a known value goes',
      { ...text, knownValues: ['a', 'b'] },
      {
        ...text,
        knownValues: ['a'],
      },
    ),
  ],
}

export const enumValueAdded: RuleExamples = {
  breaks: [
    fields(
      'a value comes to an enum',
      { ...integer, enum: [1] },
      { ...integer, enum: [1, 2] },
      'a.b.x#thing.properties.a.enum: enum was [1], and is [1,2] now [enum-value-added]',
    ),
    fields(
      'a list of values goes',
      letters,
      text,
      'a.b.x#thing.properties.a: enum was removed: ["a","b"] [enum-value-added]',
    ),
    fields(
      'a constant becomes another one',
      { ...integer, const: 1 },
      { ...integer, const: 2 },
      'a.b.x#thing.properties.a.const: const was the number 1, and is the number 2 now [enum-value-removed]',
      'a.b.x#thing.properties.a.const: const was the number 1, and is the number 2 now [enum-value-added]',
    ),
    fields(
      'a list of values takes the place of a constant that is among them',
      { ...text, const: 'a' },
      letters,
      'a.b.x#thing.properties.a.enum: const was the string "a", and enum is ["a","b"] now [enum-value-added]',
    ),
    fields(
      'a constant takes the place of a list of values that did not have it',
      letters,
      { ...text, const: 'c' },
      'a.b.x#thing.properties.a.const: enum was ["a","b"], and const is the string "c" now [enum-value-removed]',
      'a.b.x#thing.properties.a.const: enum was ["a","b"], and const is the string "c" now [enum-value-added]',
    ),
    fields(
      'a constant goes',
      { ...integer, const: 1 },
      integer,
      'a.b.x#thing.properties.a: const was removed: the number 1 [enum-value-added]',
    ),
  ],
  keeps: [
    fields(
      'a list of one value takes the place of a constant',
      { ...text, const: 'a' },
      { ...text, enum: ['a'] },
    ),
    fields(
      'a constant is among listed values, which grow',
      { ...letters, const: 'a' },
      { ...text, enum: ['a', 'b', 'c'], const: 'a' },
    ),
    fields(
      'a constant takes the place of a list of values that has it',
      letters,
      { ...text, const: 'a' },
      'a.b.x#thing.properties.a.const: enum was ["a","b"], and const is the string "a" now [enum-value-removed]',
    ),
    fields(
      'a known value comes',
      { ...text, knownValues: ['a'] },
      {
        ...text,
        knownValues: ['a', 'b'],
      },
    ),
  ],
}

export const defaultChanged: RuleExamples = {
  breaks: [
    fields(
      'a default changes',
      { ...integer, default: 1 },
      { ...integer, default: 2 },
      'a.b.x#thing.properties.a: the default was the number 1, and it is the number 2 now [default-changed]',
    ),
    fields(
      'a default comes',
      integer,
      { ...integer, default: 0 },
      'a.b.x#thing.properties.a: there was no default, and it is the number 0 now [default-changed]',
    ),
  ],
  keeps: [fields('a default stays', { ...integer, default: 1 }, { default: 1, ...integer })],
}
