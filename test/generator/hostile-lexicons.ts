import { folderOf, type InMemoryFolder } from '../check/in-memory-folder.js'

/** Names that mean something to JavaScript, to TypeScript, or to the generated code itself. */
export const hostileNames = [
  // What every object inherits, and what is looked up on objects behind one's back.
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'prototype',
  'toJSON',
  'toLocaleString',
  'toString',
  'valueOf',
  '__defineGetter__',
  'then',
  // Words of the language.
  'arguments',
  'async',
  'await',
  'class',
  'default',
  'enum',
  'eval',
  'let',
  'new',
  'readonly',
  'super',
  'this',
  'type',
  'undefined',
  'yield',
  'Infinity',
  'NaN',
  // Locals, functions, tables and imports of generated code.
  'checkDid',
  'checkInteger',
  'checker',
  'clashKeys',
  'item',
  'items',
  'key',
  'left',
  'message',
  'ownField',
  'params',
  'paramsReader',
  'query',
  'readClashCbor',
  'readClashCborTyped',
  'readCborValue',
  'readString',
  'reader',
  'size',
  'start',
  'text',
  'typed',
  'value',
  'writeClashJson',
  'writer',
  // Names that an identifier cannot keep apart.
  'foo',
  'foo.bar',
  'foo-bar',
  'fooBar',
  'FooBar',
  'foo_bar',
  // Hardly any name at all.
  '',
  ' ',
  '$',
  '_',
  '-',
  '0',
  '007',
  '1',
  '-1',
  '1e3',
  '$weird',
  '$type2',
  'ключ',
  'ﬀ',
  '😀',
  'é',
  'e\u0301',
  // What would end a string, a comment or a line.
  "'",
  '"',
  '`',
  '\\',
  '\\u0041',
  '*/',
  '/*',
  '//',
  '${x}',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '\u0000',
  '\u007f',
  '\ufeff',
  'x'.repeat(300),
] as const

/** Text that would end a doc comment, or say something in it. */
const hostileDescription = [
  'Ends */ here, or **/ here, or *',
  '/ here: `unclosed, ${interpolated}, <script>, {@link nothing}.',
  '@deprecated it is not. @type {never}\r\n@param\u2028@returns\u2029\u0000\u0007\u001b[31m',
  '{@inheritDoc} //# sourceMappingURL=x \\u002a\\u002f',
  'w'.repeat(400),
  ' ',
].join(' ')

/** Definitions whose types would take a name that every file, or this one, needs itself. */
export const hostileDefinitions = [
  'message',
  'params',
  'errorName',
  'output',
  'stream',
  'codecs',
  'messages',
  'array',
  'record',
  'infinity',
  'uint8Array',
  'cid',
  'blobRef',
  'lexMap',
  'typed',
  'untyped',
  'mutable',
  'unknown',
  'unknownUnionMember',
  'cborReader',
  'jsonWriter',
  'paramsReader',
  'object',
  'string',
  'promise',
  'foo',
  'typedFoo',
  'fooTyped',
  'foo.bar',
  'fooBar',
  'FooBar',
  'foobar',
  'fooCbor',
  'clashOps',
  'comExampleFooBarBaz',
  'constructor',
  '__proto__',
  'toString',
  'default',
  'class',
  '1',
  '$',
  '日本',
  "it's",
  '"quoted"',
  '*/',
  '`${x}`',
  '\\',
] as const

function propertiesOf(names: readonly string[], schema: (name: string) => object): object {
  return Object.fromEntries(names.map((name) => [name, schema(name)]))
}

const stream = {
  lexicon: 1,
  id: 'com.example.hostile.subscribeClash',
  description: hostileDescription,
  defs: {
    main: {
      type: 'subscription',
      description: hostileDescription,
      parameters: {
        type: 'params',
        required: ['constructor', '__proto__', 'class'],
        properties: {
          ...propertiesOf(hostileNames, () => ({
            type: 'integer',
            minimum: 1,
            description: hostileDescription,
          })),
          valueOf: { type: 'array', items: { type: 'string', format: 'did' }, maxLength: 3 },
          toString: { type: 'boolean', default: true },
        },
      },
      message: {
        schema: {
          type: 'union',
          refs: [
            '#clash',
            '#required',
            '#optional',
            ...hostileDefinitions.map((name) => `#${name}`),
            'com.example.foo.barBaz',
            'com.example.fooBar.baz',
            'com.example.fooBar.Baz#foo',
          ],
        },
      },
      errors: [
        { name: 'Constructor', description: hostileDescription },
        { name: 'ToString' },
        { name: 'Proto' },
      ],
    },
    clash: {
      type: 'object',
      description: hostileDescription,
      required: ['ops', 'any', 'plain'],
      properties: {
        ops: {
          type: 'array',
          items: { type: 'object', properties: { constructor: { type: 'null' } } },
        },
        any: {
          type: 'union',
          refs: hostileDefinitions.map((name) => `#${name}`),
          description: hostileDescription,
        },
        plain: { type: 'ref', ref: '#required' },
        optional: { type: 'ref', ref: '#optional' },
        constructor: { type: 'ref', ref: '#__proto__' },
        opsItem: { type: 'object', properties: {} },
        others: {
          type: 'array',
          items: { type: 'union', closed: true, refs: ['#constructor', '#__proto__'] },
        },
      },
    },
    required: {
      type: 'object',
      required: [...hostileNames],
      properties: propertiesOf(hostileNames, (name) => ({
        type: 'string',
        description: `${name} ${hostileDescription}`,
      })),
    },
    optional: {
      type: 'object',
      nullable: ['__proto__', 'toString', 'class'],
      properties: propertiesOf(hostileNames, () => ({ type: 'integer', maximum: 1_000_000 })),
    },
    ...propertiesOf(hostileDefinitions, (name) => ({
      type: 'object',
      description: hostileDescription,
      required: ['name'],
      properties: {
        name: { type: 'string', const: name },
        [name]: { type: 'integer' },
        next: { type: 'ref', ref: `#${name}` },
      },
    })),
  },
}

/** Documents whose names are one another's but for case and dots, and refer to each other. */
const folding = ['com.example.foo.barBaz', 'com.example.fooBar.baz', 'com.example.fooBar.Baz'].map(
  (id, index, ids) => ({
    lexicon: 1,
    id,
    defs: {
      main: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', const: id },
          next: { type: 'ref', ref: ids[(index + 1) % ids.length] ?? '' },
          foo: { type: 'ref', ref: `${ids[(index + 2) % ids.length] ?? ''}#foo` },
        },
      },
      foo: { type: 'object', properties: { id: { type: 'string' } } },
    },
  }),
)

export const hostileNsid = stream.id

export const hostileLexicons: InMemoryFolder = folderOf(stream, ...folding)
