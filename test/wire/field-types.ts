import type { LexMap, LexValue } from '../../generated/runtime/values/lex-value.js'
import { hex } from './hex.js'
import { sampleLink } from './sample-messages.js'
import { valid } from './untyped-message.js'

/** The types that fields have. */
export type Kind = 'integer' | 'boolean' | 'string' | 'bytes' | 'link' | 'array'

/** What a lexicon says of a field. */
export interface Field {
  readonly kind: Kind
  readonly required: boolean
  readonly nullable: boolean
}

const required = (kind: Kind): Field => ({ kind, required: true, nullable: false })
const optional = (kind: Kind): Field => ({ kind, required: false, nullable: false })
const nullable = (kind: Kind): Field => ({ kind, required: true, nullable: true })

/** What the lexicons say of each field: in objects within arrays, by the array's name. */
export const schemas: readonly (readonly [
  title: string,
  message: LexMap,
  within: string | undefined,
  fields: { readonly [name: string]: Field },
])[] = [
  [
    '#commit',
    valid.commit,
    undefined,
    {
      seq: required('integer'),
      rebase: required('boolean'),
      tooBig: required('boolean'),
      repo: required('string'),
      commit: required('link'),
      rev: required('string'),
      since: nullable('string'),
      blocks: required('bytes'),
      ops: required('array'),
      blobs: required('array'),
      prevData: optional('link'),
      time: required('string'),
    },
  ],
  [
    '#repoOp',
    valid.commit,
    'ops',
    {
      action: required('string'),
      path: required('string'),
      cid: nullable('link'),
      prev: optional('link'),
    },
  ],
  [
    '#sync',
    valid.sync,
    undefined,
    {
      seq: required('integer'),
      did: required('string'),
      blocks: required('bytes'),
      rev: required('string'),
      time: required('string'),
    },
  ],
  [
    '#identity',
    valid.identity,
    undefined,
    {
      seq: required('integer'),
      did: required('string'),
      time: required('string'),
      handle: optional('string'),
    },
  ],
  [
    '#account',
    valid.account,
    undefined,
    {
      seq: required('integer'),
      did: required('string'),
      time: required('string'),
      active: required('boolean'),
      status: optional('string'),
    },
  ],
  ['#info', valid.info, undefined, { name: required('string'), message: optional('string') }],
  [
    '#cursor',
    valid.cursor,
    undefined,
    {
      cursor: required('integer'),
      highestSeq: required('integer'),
      live: required('boolean'),
      lowestSeq: optional('integer'),
      seqScheme: optional('string'),
      sequenceId: optional('string'),
      shardCount: optional('integer'),
      pendingMessages: optional('integer'),
      pendingBytes: optional('integer'),
      messagesPerMinute: optional('integer'),
      time: optional('string'),
    },
  ],
  ['#labels', valid.labels, undefined, { seq: required('integer'), labels: required('array') }],
  [
    '#label',
    valid.labels,
    'labels',
    {
      ver: optional('integer'),
      src: required('string'),
      uri: required('string'),
      cid: optional('string'),
      val: required('string'),
      neg: optional('boolean'),
      cts: required('string'),
      exp: optional('string'),
      sig: optional('bytes'),
    },
  ],
]

/** A value of each kind, and how error messages call it in CBOR and in JSON. */
export const values: readonly (readonly [
  kind: Kind | 'null' | 'object',
  LexValue,
  string,
  string,
])[] = [
  ['null', null, 'null', 'null'],
  ['boolean', true, 'a boolean', 'a boolean'],
  ['integer', 1, 'an integer', 'a number'],
  ['integer', -1000, 'an integer', 'a number'],
  ['string', '', 'a string', 'a string'],
  ['string', 'text that is longer than any head', 'a string', 'a string'],
  ['bytes', hex('00'), 'bytes', 'an object'],
  ['link', sampleLink('00'), 'a link', 'an object'],
  ['array', [], 'an array', 'an array'],
  ['object', { a: 1 }, 'an object', 'an object'],
]
