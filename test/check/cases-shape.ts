import type { Case } from './case.js'
import { folderOf, lexicon, objectOf, paramsOf, subscriptionTo } from './in-memory-folder.js'

const integer = { type: 'integer' }

/** What the JSON Schema of a document finds. */
export const shapeCases: readonly Case[] = [
  {
    name: 'a document that is not an object',
    folder: { 'a/b/c.json': '[]' },
    lines: [
      'a/b/c.json:1:1: a lexicon document must be an object, not an array [error document-shape]',
    ],
  },
  {
    name: 'an empty object',
    folder: { 'a/b/c.json': '{}' },
    lines: [
      'a/b/c.json:1:1: a lexicon document must have a member "defs" [error document-shape]',
      'a/b/c.json:1:1: a lexicon document must have a member "id" [error document-shape]',
      'a/b/c.json:1:1: a lexicon document must have a member "lexicon" [error document-shape]',
    ],
  },
  {
    name: 'wrong members of the document itself',
    folder: { 'a/b/c.json': { lexicon: 2, id: 'a.b', revision: 1.5, description: null, defs: {} } },
    lines: [
      'a/b/c.json:2:14 lexicon: must be 1, not the number 2 [error document-shape]',
      'a/b/c.json:3:9 id: "a.b" is not an NSID (like com.example.fooBar) [error document-shape]',
      'a/b/c.json:4:15 revision: must be an integer, not the number 1.5 [error document-shape]',
      'a/b/c.json:5:18 description: must be a string, not null [error document-shape]',
      'a/b/c.json:6:11 defs: a lexicon document must have at least one definition [error document-shape]',
    ],
  },
  {
    name: 'definitions that are not objects, or have no type',
    folder: folderOf(lexicon('c', { x: [], y: 'object', z: {}, w: { type: 7 } })),
    lines: [
      'a/b/c.json:5:10 defs.x: must be an object, not an array [error document-shape]',
      'a/b/c.json:6:10 defs.y: must be an object, not the string "object" [error document-shape]',
      'a/b/c.json:7:10 defs.z: a definition must have a member "type" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error document-shape]',
      'a/b/c.json:9:15 defs.w.type: must be a string, not the number 7 [error document-shape]',
    ],
  },
  {
    name: 'an unknown member, near a known one and far from any',
    folder: folderOf(lexicon('c', { x: { type: 'integer', minimun: 1, colour: 'red' } })),
    lines: [
      'a/b/c.json:7:7 defs.x.minimun: unknown member "minimun" (did you mean "minimum"?) [warning unknown-member]',
      'a/b/c.json:8:7 defs.x.colour: unknown member "colour" [warning unknown-member]',
    ],
  },
  {
    name: 'an unknown member of the document and of a property',
    folder: {
      'a/b/c.json': {
        ...lexicon('c', { x: objectOf({ y: { type: 'string', maxlength: 3 } }) }),
        definitions: {},
      },
    },
    lines: [
      'a/b/c.json:10:11 defs.x.properties.y.maxlength: unknown member "maxlength" (did you mean "maxLength"?) [warning unknown-member]',
      'a/b/c.json:15:3 definitions: unknown member "definitions" [warning unknown-member]',
    ],
  },
  {
    name: 'a misspelled member whose absence is an error',
    folder: folderOf(lexicon('c', { x: objectOf({ y: { type: 'array', item: integer } }) })),
    lines: [
      'a/b/c.json:8:14 defs.x.properties.y: must have a member "items" [error document-shape]',
      'a/b/c.json:10:11 defs.x.properties.y.item: unknown member "item" (did you mean "items"?) [warning unknown-member]',
    ],
  },
  {
    name: 'unknown types',
    folder: folderOf(
      lexicon('c', {
        x: { type: 'strng' },
        y: objectOf({ z: { type: 'number' }, a: { type: 'array', items: { type: 'int' } } }),
      }),
    ),
    lines: [
      'a/b/c.json:6:15 defs.x.type: unknown type "strng" (did you mean "string"?) [error unknown-type]',
      'a/b/c.json:12:19 defs.y.properties.z.type: unknown type "number" (it can be boolean, integer, string, bytes, cid-link, blob, null, array, object, ref, union or unknown) [error unknown-type]',
      'a/b/c.json:17:21 defs.y.properties.a.items.type: unknown type "int" (it can be boolean, integer, string, bytes, cid-link, blob, null, array, object, ref, union or unknown) [error unknown-type]',
    ],
  },
  {
    name: 'types where they may not stand',
    folder: folderOf(
      lexicon('c', {
        main: {
          type: 'query',
          parameters: paramsOf({ o: objectOf({}), a: { type: 'array', items: { type: 'bytes' } } }),
          output: { encoding: 'application/json', schema: { type: 'string' } },
        },
        r: { type: 'ref', ref: '#main' },
        u: { type: 'unknown' },
        t: objectOf({ t: { type: 'token' } }),
      }),
    ),
    lines: [
      'a/b/c.json:11:21 defs.main.parameters.properties.o.type: a parameter cannot be of type "object" (it can be boolean, integer, string, unknown or array) [error misplaced-type]',
      'a/b/c.json:17:23 defs.main.parameters.properties.a.items.type: what a parameter of type "array" holds cannot be of type "bytes" (it can be boolean, integer, string or unknown) [error misplaced-type]',
      'a/b/c.json:25:19 defs.main.output.schema.type: the schema of an input or output cannot be of type "string" (it can be object, ref or union) [error misplaced-type]',
      'a/b/c.json:29:5 defs.r: nothing refers to the definition "r" [warning unused-definition]',
      'a/b/c.json:30:15 defs.r.type: a definition cannot be of type "ref" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error misplaced-type]',
      'a/b/c.json:33:5 defs.u: nothing refers to the definition "u" [warning unused-definition]',
      'a/b/c.json:34:15 defs.u.type: a definition cannot be of type "unknown" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error misplaced-type]',
      'a/b/c.json:36:5 defs.t: nothing refers to the definition "t" [warning unused-definition]',
      'a/b/c.json:40:19 defs.t.properties.t.type: a property cannot be of type "token" (it can be boolean, integer, string, bytes, cid-link, blob, null, array, object, ref, union or unknown) [error misplaced-type]',
    ],
  },
  {
    name: 'parameters and a record of another type',
    folder: folderOf(
      lexicon('c', { main: { type: 'query', parameters: objectOf({}) } }),
      lexicon('d', { main: { type: 'record', key: 'tid', record: { type: 'token' } } }),
    ),
    lines: [
      'a/b/c.json:8:17 defs.main.parameters.type: "parameters" cannot be of type "object" (it must be "params") [error misplaced-type]',
      'a/b/d.json:9:17 defs.main.record.type: "record" cannot be of type "token" (it must be "object") [error misplaced-type]',
    ],
  },
  {
    name: 'members of a wrong type',
    folder: folderOf(
      lexicon('c', {
        x: { type: 'integer', minimum: '1', maximum: 1.5, enum: [1, 'two'] },
        y: { type: 'string', format: 'dat', maxLength: -1, knownValues: 'a' },
        z: { type: 'string', format: 5 },
        w: { type: 'object', required: 'a', properties: [] },
      }),
    ),
    lines: [
      'a/b/c.json:7:18 defs.x.minimum: must be an integer, not the string "1" [error document-shape]',
      'a/b/c.json:8:18 defs.x.maximum: must be an integer, not the number 1.5 [error document-shape]',
      'a/b/c.json:11:9 defs.x.enum[1]: must be an integer, not the string "two" [error document-shape]',
      'a/b/c.json:16:17 defs.y.format: unknown format "dat" (it can be at-identifier, at-uri, cid, datetime, did, handle, language, nsid, record-key, tid or uri) [error document-shape]',
      'a/b/c.json:17:20 defs.y.maxLength: must be at least 0, not -1 [error document-shape]',
      'a/b/c.json:18:22 defs.y.knownValues: must be an array, not the string "a" [error document-shape]',
      'a/b/c.json:22:17 defs.z.format: must be a string, not the number 5 [error document-shape]',
      'a/b/c.json:26:19 defs.w.required: must be an array, not the string "a" [error document-shape]',
      'a/b/c.json:27:21 defs.w.properties: must be an object, not an array [error document-shape]',
    ],
  },
  {
    name: 'a record key, an error name and a permission that are wrong',
    folder: folderOf(
      lexicon('c', { main: { type: 'record', key: 'literal:', record: objectOf({}) } }),
      lexicon('d', { main: { type: 'query', errors: [{ name: 'Too Old' }, {}] } }),
      lexicon('e', {
        main: { type: 'permission-set', permissions: [{ type: 'permission', resource: '' }, 1] },
      }),
    ),
    lines: [
      'a/b/c.json:7:14 defs.main.key: "literal:" is not a type of record key (it can be any, nsid, tid or literal: and a record key) [error document-shape]',
      'a/b/d.json:9:19 defs.main.errors[0].name: "Too Old" is not an error name: one word without white space is expected [error document-shape]',
      'a/b/d.json:11:9 defs.main.errors[1]: must have a member "name" [error document-shape]',
      'a/b/e.json:10:23 defs.main.permissions[0].resource: must not be empty [error document-shape]',
      'a/b/e.json:12:9 defs.main.permissions[1]: must be an object, not the number 1 [error document-shape]',
    ],
  },
  {
    name: 'messages that are no union',
    folder: folderOf(
      lexicon('c', { main: { type: 'subscription', message: { schema: objectOf({}) } } }),
      lexicon('d', { main: { type: 'subscription', message: {} } }),
      lexicon('e', { main: { type: 'subscription' } }),
      lexicon('f', { main: subscriptionTo([]) }),
    ),
    lines: [
      'a/b/c.json:9:19 defs.main.message.schema.type: the schema of the messages must be a "union" of refs, not "object" [error subscription-message]',
      'a/b/d.json:7:18 defs.main.message: must have a member "schema" [error document-shape]',
      'a/b/e.json:5:13 defs.main: must have a member "message" [error document-shape]',
      'a/b/f.json:10:19 defs.main.message.schema.refs: a subscription must have at least one message [error subscription-message]',
    ],
  },
  {
    name: 'a broken definition does not hide what is wrong with another',
    folder: folderOf(
      lexicon('c', { x: { type: 'x' }, y: objectOf({ r: { type: 'ref', ref: '#z' } }) }),
    ),
    lines: [
      'a/b/c.json:6:15 defs.x.type: unknown type "x" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error unknown-type]',
      'a/b/c.json:13:18 defs.y.properties.r.ref: unknown ref "#z" [error unknown-ref]',
    ],
  },
  {
    name: 'what the language allows and the parser of @atproto/lexicon does not',
    folder: folderOf(
      lexicon('c', { x: objectOf({ y: objectOf({ z: integer }), n: { type: 'null' } }) }),
    ),
    lines: [
      "a/b/c.json:9:19 defs.x.properties.y.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
      "a/b/c.json:17:19 defs.x.properties.n.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
]
