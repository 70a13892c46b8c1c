import { lexicon, objectOf, subscriptionTo } from '../../check/in-memory-folder.js'
import { folders, mains, text, versions, type RuleExamples } from './evolution-example.js'

const query = { type: 'query' }
const procedure = { type: 'procedure' }
const record = { type: 'record', key: 'tid', record: objectOf({}) }
const permissionSet = { type: 'permission-set', permissions: [] }
const here = lexicon('here', { main: objectOf({}) })
const others = { one: objectOf({}) }

export const documentRemoved: RuleExamples = {
  breaks: [
    folders(
      'a document with a query goes',
      [here, lexicon('gone', { main: query })],
      [here],
      'a.b.gone: the document a.b.gone was removed [document-removed]',
    ),
    folders(
      'a document with a permission set goes',
      [here, lexicon('gone', { main: permissionSet })],
      [here],
      'a.b.gone: the document a.b.gone was removed [document-removed]',
    ),
  ],
  keeps: [
    folders('a document comes', [here], [here, lexicon('new', { main: query })]),
    folders(
      'a document stays, and loses its query',
      [lexicon('x', { main: query, ...others })],
      [lexicon('x', others)],
      'a.b.x#main: the query a.b.x was removed [endpoint-removed]',
    ),
  ],
}

export const endpointRemoved: RuleExamples = {
  breaks: [
    versions(
      'a query goes',
      { main: query, ...others },
      others,
      'a.b.x#main: the query a.b.x was removed [endpoint-removed]',
    ),
    versions(
      'a procedure goes',
      { main: procedure, ...others },
      others,
      'a.b.x#main: the procedure a.b.x was removed [endpoint-removed]',
    ),
    versions(
      'a subscription goes, and its messages stay',
      { main: subscriptionTo(['#one']), ...others },
      others,
      'a.b.x#main: the subscription a.b.x was removed [endpoint-removed]',
    ),
  ],
  keeps: [
    versions('a query comes', others, { main: query, ...others }),
    versions('a definition beside a query comes', { main: query }, { main: query, ...others }),
    versions(
      'a main definition that is no endpoint goes',
      { main: objectOf({}), ...others },
      others,
      'a.b.x#main: the definition "main" was removed [definition-removed]',
    ),
  ],
}

export const recordRemoved: RuleExamples = {
  breaks: [
    versions(
      'a record type goes',
      { main: record, ...others },
      others,
      'a.b.x#main: the record a.b.x was removed [record-removed]',
    ),
  ],
  keeps: [versions('a record type comes', others, { main: record, ...others })],
}

export const permissionSetRemoved: RuleExamples = {
  breaks: [
    versions(
      'a permission set goes',
      { main: permissionSet, ...others },
      others,
      'a.b.x#main: the permission-set a.b.x was removed [permission-set-removed]',
    ),
  ],
  keeps: [
    versions('a permission set comes', others, { main: permissionSet, ...others }),
    mains('a permission set is given a title', permissionSet, { ...permissionSet, title: 'All' }),
  ],
}

export const definitionRemoved: RuleExamples = {
  breaks: [
    versions(
      'a definition goes',
      { two: objectOf({}), ...others },
      others,
      'a.b.x#two: the definition "two" was removed [definition-removed]',
    ),
    folders(
      'a document with nothing but definitions goes',
      [here, lexicon('defs', { main: objectOf({}), ...others })],
      [here],
      'a.b.defs: the document a.b.defs was removed [definition-removed]',
    ),
  ],
  keeps: [
    versions('a definition comes', others, { two: objectOf({}), ...others }),
    versions(
      'definitions are put in another order',
      { ...others, t: text },
      { t: text, ...others },
    ),
  ],
}

export const definitionTypeChanged: RuleExamples = {
  breaks: [
    versions(
      'a definition becomes something else',
      { thing: objectOf({}) },
      { thing: text },
      'a.b.x#thing.type: the definition "thing" was of type "object", and is of type "string" now [definition-type-changed]',
    ),
    mains(
      'a query becomes a procedure',
      query,
      procedure,
      'a.b.x#main.type: the definition "main" was of type "query", and is of type "procedure" now [definition-type-changed]',
    ),
    mains(
      'a subscription becomes a query',
      subscriptionTo(['#one']),
      query,
      'a.b.x#main.type: the definition "main" was of type "subscription", and is of type "query" now [definition-type-changed]',
    ),
    mains(
      'a record type becomes a mere object',
      record,
      objectOf({}),
      'a.b.x#main.type: the definition "main" was of type "record", and is of type "object" now [definition-type-changed]',
    ),
  ],
  keeps: [
    versions(
      'a definition is described otherwise',
      { thing: { ...objectOf({}), description: 'A thing.' } },
      { thing: { ...objectOf({}), description: 'Another.' } },
    ),
  ],
}
