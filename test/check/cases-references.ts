import type { Case } from './case.js'
import { folderOf, lexicon, objectOf } from './in-memory-folder.js'

const refTo = (ref: string) => ({ type: 'ref', ref })
const unionOf = (refs: readonly string[], rest: object = {}) => ({ type: 'union', refs, ...rest })

/** Documents, their names, and how they refer to each other. */
export const referenceCases: readonly Case[] = [
  {
    name: 'a file whose path is not its NSID',
    folder: { 'a/b/d.json': lexicon('c', { x: { type: 'token' } }) },
    lines: [
      'a/b/d.json:3:9 id: "a.b.c" does not belong in a/b/d.json (its file is a/b/c.json) [error file-path]',
    ],
  },
  {
    name: 'two documents with one NSID',
    folder: {
      'a/b/c.json': lexicon('c', { x: { type: 'token' } }),
      'old/c.json': lexicon('c', { x: { type: 'token' } }),
    },
    lines: [
      'old/c.json:3:9 id: "a.b.c" is also the NSID of a/b/c.json [error duplicate-nsid]',
      'old/c.json:3:9 id: "a.b.c" does not belong in old/c.json (its file is a/b/c.json) [error file-path]',
    ],
  },
  {
    name: 'unknown definitions, in this document and another',
    folder: folderOf(
      lexicon('c', {
        cursor: objectOf({
          a: refTo('#cusor'),
          b: refTo('a.b.d#thing'),
          c: refTo('a.b.d'),
          d: refTo('#zzzzz'),
        }),
      }),
      lexicon('d', { things: objectOf({}) }),
    ),
    lines: [
      'a/b/c.json:10:18 defs.cursor.properties.a.ref: unknown ref "#cusor" (did you mean "#cursor"?) [error unknown-ref]',
      'a/b/c.json:14:18 defs.cursor.properties.b.ref: unknown ref "a.b.d#thing" (did you mean "a.b.d#things"?) [error unknown-ref]',
      'a/b/c.json:18:18 defs.cursor.properties.c.ref: unknown ref "a.b.d": the document has no definition "main" [error unknown-ref]',
      'a/b/c.json:22:18 defs.cursor.properties.d.ref: unknown ref "#zzzzz" [error unknown-ref]',
    ],
  },
  {
    name: 'unknown documents',
    folder: folderOf(
      lexicon('longName', {
        x: objectOf({
          a: refTo('a.b.longNane#x'),
          b: refTo('a.b.longNane'),
          c: refTo('com.example.other'),
        }),
      }),
    ),
    lines: [
      'a/b/longName.json:10:18 defs.x.properties.a.ref: unknown ref "a.b.longNane#x": there is no document "a.b.longNane" (did you mean "a.b.longName#x"?) [error unknown-document]',
      'a/b/longName.json:14:18 defs.x.properties.b.ref: unknown ref "a.b.longNane": there is no document "a.b.longNane" (did you mean "a.b.longName"?) [error unknown-document]',
      'a/b/longName.json:18:18 defs.x.properties.c.ref: unknown ref "com.example.other": there is no document "com.example.other" [error unknown-document]',
    ],
  },
  {
    name: 'texts that are no refs',
    folder: folderOf(
      lexicon('c', {
        x: objectOf({
          a: refTo('x'),
          b: refTo('#'),
          c: refTo(''),
          d: refTo('a.b.c#x#x'),
          e: refTo('a b'),
        }),
      }),
    ),
    lines: [
      'a/b/c.json:10:18 defs.x.properties.a.ref: "x" is not a ref: "#name", an NSID, or an NSID and "#name" is expected (did you mean "#x"?) [error invalid-ref]',
      'a/b/c.json:14:18 defs.x.properties.b.ref: "#" is not a ref: "#name", an NSID, or an NSID and "#name" is expected [error invalid-ref]',
      'a/b/c.json:18:18 defs.x.properties.c.ref: "" is not a ref: "#name", an NSID, or an NSID and "#name" is expected [error invalid-ref]',
      'a/b/c.json:22:18 defs.x.properties.d.ref: "a.b.c#x#x" is not a ref: "#name", an NSID, or an NSID and "#name" is expected [error invalid-ref]',
      'a/b/c.json:26:18 defs.x.properties.e.ref: "a b" is not a ref: "#name", an NSID, or an NSID and "#name" is expected [error invalid-ref]',
    ],
  },
  {
    name: 'the prefix lex: and an explicit #main',
    folder: folderOf(
      lexicon('c', {
        main: objectOf({ a: refTo('lex:a.b.c#main'), b: refTo('lex:#x') }),
        x: objectOf({}),
      }),
    ),
    lines: [],
  },
  {
    name: 'targets that a ref or a union cannot have',
    folder: folderOf(
      lexicon('c', {
        x: objectOf({ a: refTo('#t'), b: refTo('a.b.d'), c: unionOf(['#t', '#s', '#o', 'a.b.d']) }),
        t: { type: 'token' },
        s: { type: 'string' },
        o: objectOf({}),
      }),
      lexicon('d', { main: { type: 'query' } }),
    ),
    lines: [
      'a/b/c.json:10:18 defs.x.properties.a.ref: no ref can name "#t", which is of type "token" [error ref-target]',
      'a/b/c.json:14:18 defs.x.properties.b.ref: no ref can name "a.b.d", which is of type "query" [error ref-target]',
      'a/b/c.json:19:13 defs.x.properties.c.refs[0]: a union can name objects and records only, but "#t" is of type "token" [error union-member]',
      'a/b/c.json:20:13 defs.x.properties.c.refs[1]: a union can name objects and records only, but "#s" is of type "string" [error union-member]',
      'a/b/c.json:22:13 defs.x.properties.c.refs[3]: a union can name objects and records only, but "a.b.d" is of type "query" [error union-member]',
    ],
  },
  {
    name: 'unions with a repeated ref, and closed ones without any',
    folder: folderOf(
      lexicon('c', {
        main: objectOf({
          a: unionOf(['#main', 'a.b.c', 'a.b.c#main']),
          b: unionOf([], { closed: true }),
          c: unionOf([]),
        }),
      }),
    ),
    lines: [
      'a/b/c.json:12:13 defs.main.properties.a.refs[1]: "a.b.c" stands more than once in this union [error duplicate-ref]',
      'a/b/c.json:13:13 defs.main.properties.a.refs[2]: "a.b.c#main" stands more than once in this union [error duplicate-ref]',
      'a/b/c.json:18:19 defs.main.properties.b.refs: a closed union must have at least one ref [error empty-union]',
    ],
  },
  {
    name: 'a ref into a file that is not JSON, or to a definition that is broken, is left alone',
    folder: {
      'a/b/c.json': lexicon('c', { x: objectOf({ a: refTo('a.b.d#x'), b: refTo('a.b.e#x') }) }),
      'a/b/d.json': '{',
      'a/b/e.json': lexicon('e', { x: { type: 'objekt' } }),
    },
    lines: [
      'a/b/e.json:6:15 defs.x.type: unknown type "objekt" (did you mean "object"?) [error unknown-type]',
    ],
  },
  {
    name: 'primary types under another name than main',
    folder: folderOf(lexicon('c', { x: { type: 'query' }, main: { type: 'token' } })),
    lines: [
      'a/b/c.json:5:5 defs.x: a definition of type "query" must be called "main", not "x" [error primary-not-main]',
    ],
  },
  {
    name: 'names that no ref can hold',
    folder: folderOf(
      lexicon('c', { '': { type: 'token' }, '#x': { type: 'token' }, 'a b': { type: 'token' } }),
    ),
    lines: [
      'a/b/c.json:5:5 defs[""]: no ref can name a definition called "" [error definition-name]',
      'a/b/c.json:8:5 defs["#x"]: no ref can name a definition called "#x" [error definition-name]',
      'a/b/c.json:11:5 defs["a b"]: no ref can name a definition called "a b" [error definition-name]',
    ],
  },
  {
    name: 'definitions that nothing leads to',
    folder: folderOf(
      lexicon('c', {
        main: { type: 'query', output: { encoding: 'x/y', schema: refTo('#used') } },
        used: objectOf({}),
        aToken: { type: 'token' },
        ofLibrary: objectOf({}),
        lonely: objectOf({ r: refTo('#lonelyToo') }),
        lonelyToo: objectOf({ r: refTo('#lonely') }),
      }),
      lexicon('defs', { x: objectOf({ r: refTo('a.b.c#ofLibrary') }) }),
    ),
    lines: [
      'a/b/c.json:26:5 defs.lonely: nothing refers to the definition "lonely" [warning unused-definition]',
      'a/b/c.json:35:5 defs.lonelyToo: nothing refers to the definition "lonelyToo" [warning unused-definition]',
    ],
  },
  {
    name: 'names that fold together',
    folder: {
      ...folderOf(
        lexicon('fooBar', {
          x: objectOf({
            fooBar: { type: 'null' },
            foo_bar: { type: 'null' },
            FOOBAR: { type: 'null' },
          }),
        }),
        lexicon('foo', {
          foo: { type: 'token' },
          Foo: { type: 'token' },
          'f.oo': { type: 'token' },
          $: { type: 'token' },
          _: { type: 'token' },
        }),
      ),
      'a/b/foo/bar.json': { lexicon: 1, id: 'a.b.foo.bar', defs: { x: { type: 'token' } } },
    },
    lines: [
      'a/b/foo.json:8:5 defs.Foo: "Foo" is easily mistaken for "foo" [warning definition-collision]',
      'a/b/foo.json:11:5 defs["f.oo"]: "f.oo" is easily mistaken for "foo" [warning definition-collision]',
      'a/b/fooBar.json:3:9 id: "a.b.fooBar" is easily mistaken for "a.b.foo.bar" [warning nsid-collision]',
      "a/b/fooBar.json:9:19 defs.x.properties.fooBar.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
      'a/b/fooBar.json:11:9 defs.x.properties.foo_bar: "foo_bar" is easily mistaken for "fooBar" [warning property-collision]',
      "a/b/fooBar.json:12:19 defs.x.properties.foo_bar.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
      'a/b/fooBar.json:14:9 defs.x.properties.FOOBAR: "FOOBAR" is easily mistaken for "fooBar" [warning property-collision]',
      "a/b/fooBar.json:15:19 defs.x.properties.FOOBAR.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
]
