import type { Case } from './case.js'
import { folderOf, lexicon, objectOf, paramsOf } from './in-memory-folder.js'

const text = { type: 'string' }

/** What a schema says about its own members and values. */
export const valueCases: readonly Case[] = [
  {
    name: 'required and nullable names that are no properties',
    folder: folderOf(
      lexicon('c', {
        x: objectOf({ name: text }, { required: ['nmae', 'toString'], nullable: ['other'] }),
        main: { type: 'query', parameters: paramsOf({ limit: text }, { required: ['limits'] }) },
      }),
    ),
    lines: [
      'a/b/c.json:5:5 defs.x: nothing refers to the definition "x" [warning unused-definition]',
      'a/b/c.json:8:9 defs.x.required[0]: required names "nmae", which is not a property (did you mean "name"?) [error required-property]',
      'a/b/c.json:9:9 defs.x.required[1]: required names "toString", which is not a property [error required-property]',
      'a/b/c.json:12:9 defs.x.nullable[0]: nullable names "other", which is not a property [error nullable-property]',
      'a/b/c.json:25:11 defs.main.parameters.required[0]: required names "limits", which is not a property (did you mean "limit"?) [error required-property]',
    ],
  },
  {
    name: 'properties with names of the data model',
    folder: folderOf(lexicon('c', { x: objectOf({ $type: text, $link: text, $other: text }) })),
    lines: [
      'a/b/c.json:8:9 defs.x.properties.$type: "$type" is a name that the data model uses itself [error reserved-property]',
      'a/b/c.json:11:9 defs.x.properties.$link: "$link" is a name that the data model uses itself [error reserved-property]',
    ],
  },
  {
    name: 'a property name that has no UTF-8 form',
    folder: folderOf(lexicon('c', { x: objectOf({ 'a\ud800': text }) })),
    lines: [
      'a/b/c.json:8:9 defs.x.properties["a\\ud800"]: "a\\ud800" holds half a surrogate pair [error property-text]',
    ],
  },
  {
    name: 'bounds that leave nothing',
    folder: folderOf(
      lexicon('c', {
        i: { type: 'integer', minimum: 2, maximum: 1 },
        s: { type: 'string', minLength: 2, maxLength: 1, minGraphemes: 4, maxGraphemes: 3 },
        b: { type: 'bytes', minLength: 1, maxLength: 0 },
        a: { type: 'array', items: text, minLength: 1, maxLength: 1 },
      }),
    ),
    lines: [
      'a/b/c.json:7:18 defs.i.minimum: minimum 2 is above maximum 1 [error empty-range]',
      'a/b/c.json:12:20 defs.s.minLength: minLength 2 is above maxLength 1 [error empty-range]',
      'a/b/c.json:14:23 defs.s.minGraphemes: minGraphemes 4 is above maxGraphemes 3 [error empty-range]',
      'a/b/c.json:19:20 defs.b.minLength: minLength 1 is above maxLength 0 [error empty-range]',
    ],
  },
  {
    name: 'values of an integer beside its bounds and enum',
    folder: folderOf(
      lexicon('c', {
        a: { type: 'integer', minimum: 2, default: 1 },
        b: { type: 'integer', maximum: 2, const: 3 },
        c: { type: 'integer', maximum: 2, enum: [1, 2, 3], default: 4 },
        d: { type: 'integer', enum: [] },
      }),
    ),
    lines: [
      'a/b/c.json:8:18 defs.a.default: the number 1 is below minimum 2 [error value-out-of-range]',
      'a/b/c.json:13:16 defs.b.const: the number 3 is above maximum 2 [error value-out-of-range]',
      'a/b/c.json:21:9 defs.c.enum[2]: the number 3 is above maximum 2 [error value-out-of-range]',
      'a/b/c.json:23:18 defs.c.default: the number 4 is not in the enum [error value-not-in-enum]',
      'a/b/c.json:23:18 defs.c.default: the number 4 is above maximum 2 [error value-out-of-range]',
      'a/b/c.json:27:15 defs.d.enum: "enum" must have at least one value [error empty-enum]',
    ],
  },
  {
    name: 'values of a string beside its bounds and enum',
    folder: folderOf(
      lexicon('c', {
        a: { type: 'string', maxLength: 3, default: 'né€' },
        b: { type: 'string', minLength: 2, const: 'x' },
        c: { type: 'string', maxGraphemes: 1, maxLength: 40, default: '👩‍👩‍👧' },
        d: { type: 'string', minGraphemes: 2, const: '👩‍👩‍👧' },
        e: { type: 'string', enum: ['a', 'b'], default: 'c' },
        f: { type: 'string', maxGraphemes: 1, const: 'ab' },
      }),
    ),
    lines: [
      'a/b/c.json:8:18 defs.a.default: the string "né€" is 6 bytes long, above maxLength 3 [error value-out-of-range]',
      'a/b/c.json:13:16 defs.b.const: the string "x" is 1 byte long, below minLength 2 [error value-out-of-range]',
      'a/b/c.json:24:16 defs.d.const: the string "👩‍👩‍👧" is 1 grapheme long, below minGraphemes 2 [error value-out-of-range]',
      'a/b/c.json:32:18 defs.e.default: the string "c" is not in the enum [error value-not-in-enum]',
      'a/b/c.json:37:16 defs.f.const: the string "ab" is 2 graphemes long, above maxGraphemes 1 [error value-out-of-range]',
    ],
  },
  {
    name: 'a default beside a const',
    folder: folderOf(
      lexicon('c', {
        a: { type: 'boolean', default: false, const: false },
        b: { type: 'string', default: '', const: '' },
        c: { type: 'integer', default: 0, const: 0 },
      }),
    ),
    lines: [
      'a/b/c.json:7:7 defs.a.default: "default" cannot stand beside "const" [error default-with-const]',
      'a/b/c.json:12:7 defs.b.default: "default" cannot stand beside "const" [error default-with-const]',
      'a/b/c.json:17:7 defs.c.default: "default" cannot stand beside "const" [error default-with-const]',
    ],
  },
  {
    name: 'integers that a double cannot tell apart',
    folder: {
      'a/b/c.json':
        '{"lexicon": 1, "id": "a.b.c", "revision": 9007199254740992, "defs": {' +
        '"x": {"type": "integer", "maximum": 9007199254740993, "minimum": -9007199254740991, "enum": [1, 1e300]},\n' +
        '"y": {"type": "bytes", "maxLength": 1e400}}}',
    },
    lines: [
      'a/b/c.json:1:43 revision: an integer must lie within ±9007199254740991 [error unsafe-integer]',
      'a/b/c.json:1:106 defs.x.maximum: an integer must lie within ±9007199254740991 [error unsafe-integer]',
      'a/b/c.json:1:166 defs.x.enum[1]: an integer must lie within ±9007199254740991 [error unsafe-integer]',
      'a/b/c.json:1:166 defs.x.enum[1]: the number 1e+300 is above maximum 9007199254740992 [error value-out-of-range]',
      'a/b/c.json:2:37 defs.y.maxLength: must be an integer, not the number Infinity [error document-shape]',
    ],
  },
  {
    name: 'lists that name something twice',
    folder: folderOf(
      lexicon('c', {
        main: { type: 'query', errors: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] },
      }),
      lexicon('d', {
        i: { type: 'integer', enum: [1, 2, 1] },
        s: { type: 'string', knownValues: ['a', 'a'] },
        o: objectOf({ x: text }, { required: ['x', 'x'], nullable: ['x', 'x'] }),
        b: { type: 'blob', accept: ['image/*', 'image/*'] },
      }),
    ),
    lines: [
      'a/b/c.json:15:19 defs.main.errors[2].name: "A" is the name of an earlier error [warning duplicate-value]',
      'a/b/d.json:10:9 defs.i.enum[2]: the number 1 stands more than once in this list [warning duplicate-value]',
      'a/b/d.json:17:9 defs.s.knownValues[1]: the string "a" stands more than once in this list [warning duplicate-value]',
      'a/b/d.json:24:9 defs.o.required[1]: the string "x" stands more than once in this list [warning duplicate-value]',
      'a/b/d.json:28:9 defs.o.nullable[1]: the string "x" stands more than once in this list [warning duplicate-value]',
      'a/b/d.json:40:9 defs.b.accept[1]: the string "image/*" stands more than once in this list [warning duplicate-value]',
    ],
  },
]
