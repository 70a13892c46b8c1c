import { describe, expect, it } from 'vitest'

import {
  camelCase,
  moduleNames,
  NameTable,
  pascalCase,
  variableNames,
} from '../../codegen/model/identifiers.js'
import type { DefinitionModel, Model } from '../../codegen/model/model.js'
import {
  folderOf,
  type InMemoryFolder,
  lexicon,
  objectOf,
  subscriptionTo,
} from '../check/in-memory-folder.js'
import { definitionOf, modelOf } from './generate-in-memory.js'

describe('names in the forms of TypeScript', () => {
  it.each([
    ['repoOp', 'RepoOp', 'repoOp'],
    ['RepoOp', 'RepoOp', 'repoOp'],
    ['repo-op', 'RepoOp', 'repoOp'],
    ['com.example.subscribe', 'ComExampleSubscribe', 'comExampleSubscribe'],
    ['$weird', 'Weird', 'weird'],
    ['__proto__', 'Proto', 'proto'],
    ['2nd', '_2nd', '_2nd'],
    ['naïve', 'NaVe', 'naVe'],
    ['', 'Unnamed', 'unnamed'],
    ['日本', 'Unnamed', 'unnamed'],
  ])('%j is %s and %s', (name, pascal, camel) => {
    expect(pascalCase(name)).toBe(pascal)
    expect(camelCase(name)).toBe(camel)
  })
})

describe('a table of names', () => {
  it('gives the first to ask the name, and later ones a number', () => {
    const table = new NameTable(['taken'])
    expect(['a', 'a', 'A', 'a2', 'a', 'taken'].map((name) => table.take(name))).toEqual([
      'a',
      'a2',
      'A',
      'a22',
      'a3',
      'taken2',
    ])
  })

  it('of files takes no notice of case', () => {
    const modules = moduleNames()
    const wanted = ['com.example.foo', 'com.example.Foo', 'index', 'com.example.foo-2']
    expect(wanted.map((name) => modules.take(name, '-'))).toEqual([
      'com.example.foo',
      'com.example.Foo-2',
      'index-2',
      'com.example.foo-2-2',
    ])
  })

  it('of variables keeps off words of the language, and whatever functions refer to', () => {
    const variables = variableNames(['reader'])
    const wanted = ['class', 'reader', 'checkDid', 'readFooCbor', 'writeFooJson', 'fooKeys']
    expect(wanted.map((name) => variables.take(name))).toEqual([
      'class2',
      'reader2',
      'checkDid2',
      'readFooCbor2',
      'writeFooJson2',
      'fooKeys2',
    ])
    const free = ['type', 'async', 'of', 'get', 'string', 'any', 'readFoo', 'keys', 'constructor']
    expect(free.map((name) => variables.take(name))).toEqual(free)
  })
})

function namesIn(folder: InMemoryFolder, nsid: string): readonly string[] {
  const document = modelOf(folder).documents.find((candidate) => candidate.nsid === nsid)
  return document?.definitions.map(({ name }) => name) ?? []
}

const empty = objectOf({})

describe('names of types', () => {
  it('are those of the definitions, the main one goes by the document', () => {
    const folder = folderOf(lexicon('someThing', { main: empty, other: empty, 'a.b-c': empty }))
    expect(namesIn(folder, 'a.b.someThing')).toEqual(['SomeThing', 'Other', 'ABC'])
  })

  it('of parts without a name say where they stand, after all names that definitions have', () => {
    const folder = folderOf(
      lexicon('c', {
        commit: objectOf({
          ops: { type: 'array', items: objectOf({ inner: empty }) },
          any: { type: 'union', refs: ['#commitOps'] },
        }),
        commitOps: empty,
        commitAny: empty,
      }),
    )
    expect(namesIn(folder, 'a.b.c')).toEqual([
      'Commit',
      'CommitOps2',
      'CommitOps2Item',
      'CommitOps2ItemInner',
      'CommitAny2',
      'CommitOps',
      'CommitAny',
    ])
  })

  it('keep off what generated code declares, imports or refers to', () => {
    const names = ['message', 'params', 'errorName', 'output', 'cid', 'typed', 'record', 'unknown']
    const defs = Object.fromEntries(names.map((name) => [name, empty]))
    expect(namesIn(folderOf(lexicon('library', defs)), 'a.b.library')).toEqual([
      'Message',
      'Params',
      'ErrorName',
      'Output',
      'Cid2',
      'Typed2',
      'Record2',
      'Unknown2',
    ])
    const stream = lexicon('stream', { main: subscriptionTo(['#message']), ...defs })
    expect(namesIn(folderOf(stream), 'a.b.stream').slice(0, 4)).toEqual([
      'Message2',
      'Params2',
      'ErrorName2',
      'Output',
    ])
    const query = lexicon('query', { main: { type: 'query' }, ...defs })
    expect(namesIn(folderOf(query), 'a.b.query').slice(0, 4)).toEqual([
      'Message',
      'Params2',
      'ErrorName2',
      'Output2',
    ])
  })

  it('keep off the names by which files import each other', () => {
    const folder = folderOf(
      lexicon('c', {
        ABC: empty,
        ABD: empty,
        other: objectOf({ d: { type: 'ref', ref: 'a.b.d' } }),
      }),
      lexicon('d', { main: empty }),
    )
    expect(namesIn(folder, 'a.b.c')).toEqual(['ABC2', 'ABD2', 'Other'])
  })

  it('are free where a definition has no type', () => {
    const folder = folderOf(
      lexicon('getC', { main: { type: 'query' }, getC: objectOf({ a: { type: 'integer' } }) }),
    )
    expect(namesIn(folder, 'a.b.getC')).toEqual(['GetC'])
  })
})

describe('names of files and namespaces', () => {
  it('tell documents apart that fold together', () => {
    const ids = ['com.example.foo.barBaz', 'com.example.fooBar.baz', 'com.example.foobar.baz']
    const { documents } = modelOf(
      folderOf(...ids.map((id) => ({ lexicon: 1, id, defs: { main: empty } }))),
    )
    expect(documents.map(({ module, namespace }) => [module, namespace])).toEqual([
      ['com.example.foo.barBaz', 'ComExampleFooBarBaz'],
      ['com.example.fooBar.baz', 'ComExampleFooBarBaz2'],
      ['com.example.foobar.baz-2', 'ComExampleFoobarBaz'],
    ])
  })

  it('keep off the names of the runtime', () => {
    const document = { lexicon: 1, id: 'unknown.union.member', defs: { main: empty } }
    expect(modelOf(folderOf(document)).documents[0]?.namespace).toBe('UnknownUnionMember2')
  })
})

function objectIn(model: Model, name: string) {
  const { type }: DefinitionModel = definitionOf(model, 'a.b.c', name)
  if (type.kind !== 'object') throw new Error(`${name} is no object`)
  return type
}

describe('properties', () => {
  const properties = Object.fromEntries(
    ['bb', 'foo.bar', 'fooBar', 'class', 'é', 'a', 'reader'].map((name) => [
      name,
      { type: 'string' },
    ]),
  )
  const model = modelOf(
    folderOf(lexicon('c', { named: objectOf({ ...properties, inner: empty }) })),
  )

  it('have variables of their own, in the order of the lexicon', () => {
    expect(
      objectIn(model, 'Named').properties.map(({ name, variable }) => [name, variable]),
    ).toEqual([
      ['bb', 'bb'],
      ['foo.bar', 'fooBar'],
      ['fooBar', 'fooBar2'],
      ['class', 'class2'],
      ['é', 'unnamed'],
      ['a', 'a'],
      ['reader', 'reader2'],
      ['inner', 'inner'],
    ])
  })

  it('have keys in the order of DRISL: by bytes of UTF-8, then bytewise', () => {
    expect(objectIn(model, 'Named').keys).toEqual([
      'a',
      'bb',
      'é',
      '$type',
      'class',
      'inner',
      'fooBar',
      'reader',
      'foo.bar',
    ])
    expect(objectIn(model, 'NamedInner')).toMatchObject({ $type: undefined, keys: [] })
  })
})
