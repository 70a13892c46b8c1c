/**
 * The Lexicon language, version 1, as plain readonly data: what a document looks like once the
 * `check` stage has accepted it. Two members are additions to the published language:
 * `subprotocol` on a subscription (proposal 0015) and `shardKey` on a message's object.
 */
export interface LexiconDocument {
  readonly lexicon: 1
  readonly id: string
  readonly revision?: number
  readonly description?: string
  readonly defs: { readonly [name: string]: LexiconDefinition }
}

/** What may stand directly under `defs`. */
export type LexiconDefinition =
  | LexiconSubscription
  | LexiconQuery
  | LexiconProcedure
  | LexiconRecord
  | LexiconPermissionSet
  | LexiconSchema

interface Described {
  readonly description?: string
}

/** The tokens that a subscription's `subprotocol` may be (proposal 0015). */
export const subprotocolTokens = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const

export interface LexiconSubscription extends Described {
  readonly type: 'subscription'
  /** The wire format where client and server negotiate nothing; `xrpc.v0.cbor` where absent. */
  readonly subprotocol?: string
  readonly parameters?: LexiconParams
  readonly message: LexiconMessage
  readonly errors?: readonly LexiconError[]
}

export interface LexiconMessage extends Described {
  readonly schema: LexiconUnion
}

export interface LexiconError extends Described {
  readonly name: string
}

export interface LexiconQuery extends Described {
  readonly type: 'query'
  readonly parameters?: LexiconParams
  readonly output?: LexiconBody
  readonly errors?: readonly LexiconError[]
}

export interface LexiconProcedure extends Described {
  readonly type: 'procedure'
  readonly parameters?: LexiconParams
  readonly input?: LexiconBody
  readonly output?: LexiconBody
  readonly errors?: readonly LexiconError[]
}

export interface LexiconBody extends Described {
  readonly encoding: string
  readonly schema?: LexiconRef | LexiconUnion | LexiconObject
}

export interface LexiconRecord extends Described {
  readonly type: 'record'
  /** `any`, `nsid`, `tid` or `literal:<record key>`. */
  readonly key: string
  readonly record: LexiconObject
}

export interface LexiconPermissionSet extends Described {
  readonly type: 'permission-set'
  readonly permissions: readonly LexiconPermission[]
}

/** What is granted on a resource. Which parameters there are depends on the resource. */
export interface LexiconPermission {
  readonly type: 'permission'
  /** `repo`, `rpc`, or one that is not known yet. */
  readonly resource: string
  readonly [parameter: string]: unknown
}

/** What may stand as a property, an array's items, or a definition that others refer to. */
export type LexiconSchema =
  | LexiconBoolean
  | LexiconInteger
  | LexiconString
  | LexiconBytes
  | LexiconCidLink
  | LexiconBlob
  | LexiconArray
  | LexiconObject
  | LexiconRef
  | LexiconUnion
  | LexiconToken
  | LexiconUnknown
  | LexiconNull

export interface LexiconNull extends Described {
  readonly type: 'null'
}

export interface LexiconBoolean extends Described {
  readonly type: 'boolean'
  readonly default?: boolean
  readonly const?: boolean
}

export interface LexiconInteger extends Described {
  readonly type: 'integer'
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly number[]
  readonly default?: number
  readonly const?: number
}

/** The string formats of the Lexicon language. */
export const stringFormats = [
  'at-identifier',
  'at-uri',
  'cid',
  'datetime',
  'did',
  'handle',
  'language',
  'nsid',
  'record-key',
  'tid',
  'uri',
] as const

export type StringFormat = (typeof stringFormats)[number]

export interface LexiconString extends Described {
  readonly type: 'string'
  readonly format?: StringFormat
  /** In UTF-8 bytes. */
  readonly minLength?: number
  /** In UTF-8 bytes. */
  readonly maxLength?: number
  readonly minGraphemes?: number
  readonly maxGraphemes?: number
  readonly enum?: readonly string[]
  readonly default?: string
  readonly const?: string
  readonly knownValues?: readonly string[]
}

export interface LexiconBytes extends Described {
  readonly type: 'bytes'
  readonly minLength?: number
  readonly maxLength?: number
}

export interface LexiconCidLink extends Described {
  readonly type: 'cid-link'
}

export interface LexiconBlob extends Described {
  readonly type: 'blob'
  /** MIME types or patterns: `image/*`, `*\/*`. */
  readonly accept?: readonly string[]
  /** In bytes. */
  readonly maxSize?: number
}

export interface LexiconArray extends Described {
  readonly type: 'array'
  readonly items: LexiconSchema
  readonly minLength?: number
  readonly maxLength?: number
}

export interface LexiconObject extends Described {
  readonly type: 'object'
  readonly required?: readonly string[]
  readonly nullable?: readonly string[]
  readonly properties: { readonly [name: string]: LexiconSchema }
  /** The property whose value decides the shard of this message. */
  readonly shardKey?: string
}

export interface LexiconRef extends Described {
  readonly type: 'ref'
  readonly ref: string
}

export interface LexiconUnion extends Described {
  readonly type: 'union'
  readonly refs: readonly string[]
  readonly closed?: boolean
}

export interface LexiconToken extends Described {
  readonly type: 'token'
}

export interface LexiconUnknown extends Described {
  readonly type: 'unknown'
}

export interface LexiconParams extends Described {
  readonly type: 'params'
  readonly required?: readonly string[]
  readonly properties: { readonly [name: string]: LexiconParameter }
}

export type LexiconParameter =
  | LexiconBoolean
  | LexiconInteger
  | LexiconString
  | LexiconUnknown
  | (LexiconArray & {
      readonly items: LexiconBoolean | LexiconInteger | LexiconString | LexiconUnknown
    })
