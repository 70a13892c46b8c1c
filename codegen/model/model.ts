import type { StringFormat } from '../load/lexicon.js'

/**
 * Everything that the `emit` stage needs to know, as plain readonly data: names are settled,
 * references resolved, anonymous types lifted into definitions of their own. `lexstream gen
 * --dump-model` prints it.
 */
export interface Model {
  /** Sorted by NSID, by code unit. */
  readonly documents: readonly DocumentModel[]
}

/** One lexicon document, which becomes one file. */
export interface DocumentModel {
  readonly nsid: string
  /** The file's name without its extension. */
  readonly module: string
  /** The identifier by which other files import this one. */
  readonly namespace: string
  readonly description: string | undefined
  readonly definitions: readonly DefinitionModel[]
  readonly stream: StreamModel | undefined
  readonly query: QueryModel | undefined
}

/** A type of a document, one of its definitions or one that stood nameless inside of it. */
export interface DefinitionModel {
  /** The TypeScript type's name, and what its functions' names are made of. */
  readonly name: string
  /** Where it comes from: `defs.commit` or `defs.commit.properties.ops`. */
  readonly path: string
  /** Whether it stands under `defs` by itself, so that others can refer to it. */
  readonly named: boolean
  readonly description: string | undefined
  /** Which decoders and encoders there are to be. */
  readonly uses: DefinitionUses
  readonly type: DefinitionType
}

export type DefinitionType = ObjectModel | ArrayModel | UnionModel | TokenModel | AliasModel

/** In which encodings a definition's decoders and encoders are needed, and in which form. */
export interface DefinitionUses {
  readonly cbor: EncodingUses
  readonly json: EncodingUses
}

/** The encoder is needed where either of the two is. */
export interface EncodingUses {
  /** As a message or a member of a union, where it says its `$type`. */
  readonly typed: boolean
  /** As the value of a property or an item of an array, where it need not. */
  readonly plain: boolean
}

export interface ObjectModel {
  readonly kind: 'object'
  /** `<nsid>#<name>`, or the NSID alone for `main`; absent for objects without a name. */
  readonly $type: string | undefined
  /** Whether it is a message of some stream, so that its `$type` is required. */
  readonly message: boolean
  /** In the lexicon's order. */
  readonly properties: readonly PropertyModel[]
  /** The names of all properties and `$type`, in DRISL order. */
  readonly keys: readonly string[]
}

export interface PropertyModel {
  readonly name: string
  /** The local variable that holds it in decoders. */
  readonly variable: string
  readonly description: string | undefined
  readonly required: boolean
  readonly nullable: boolean
  readonly shape: Shape
  readonly default: boolean | number | string | undefined
}

export interface ArrayModel {
  readonly kind: 'array'
  readonly items: Shape
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
}

export interface UnionModel {
  readonly kind: 'union'
  readonly closed: boolean
  readonly members: readonly UnionMember[]
}

export interface UnionMember {
  readonly $type: string
  readonly reference: Reference
}

export interface TokenModel {
  readonly kind: 'token'
  readonly $type: string
}

/** A named type without decoders of its own: it is read and written where it stands. */
export interface AliasModel {
  readonly kind: 'alias'
  readonly shape: Shape
}

/** A definition, by its document and its name there. */
export interface Reference {
  readonly nsid: string
  readonly module: string
  readonly namespace: string
  readonly name: string
}

/** What a property, an item or a parameter holds. */
export type Shape =
  | BooleanShape
  | IntegerShape
  | StringShape
  | BytesShape
  | BlobShape
  | ReferenceShape
  | { readonly kind: 'link' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'null' }

export interface BooleanShape {
  readonly kind: 'boolean'
  readonly const: boolean | undefined
}

export interface IntegerShape {
  readonly kind: 'integer'
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  readonly enum: readonly number[] | undefined
  readonly const: number | undefined
}

export interface StringShape {
  readonly kind: 'string'
  readonly format: StringFormat | undefined
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  readonly minGraphemes: number | undefined
  readonly maxGraphemes: number | undefined
  readonly enum: readonly string[] | undefined
  readonly const: string | undefined
  readonly knownValues: readonly string[] | undefined
  /** The definition whose name the type goes by, where it is one. */
  readonly alias: Reference | undefined
}

export interface BytesShape {
  readonly kind: 'bytes'
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
}

export interface BlobShape {
  readonly kind: 'blob'
  readonly accept: readonly string[] | undefined
  readonly maxSize: number | undefined
}

/** An object, array or union, which has functions of its own. */
export interface ReferenceShape {
  readonly kind: 'reference'
  readonly target: 'object' | 'array' | 'union'
  readonly reference: Reference
  /** Whether the target is a message of some stream: as a plain value it need not say its `$type`. */
  readonly message: boolean
}

export interface ParameterModel {
  readonly name: string
  readonly variable: string
  readonly description: string | undefined
  readonly required: boolean
  readonly default: boolean | number | string | undefined
  readonly shape: ParameterShape
}

export type ParameterShape =
  | BooleanShape
  | IntegerShape
  | StringShape
  | {
      readonly kind: 'array'
      readonly items: BooleanShape | IntegerShape | StringShape
      readonly minLength: number | undefined
      readonly maxLength: number | undefined
    }

export interface ErrorModel {
  readonly name: string
  readonly description: string | undefined
}

export interface MessageModel {
  readonly $type: string
  readonly t: string
  readonly reference: Reference
  readonly sequenced: boolean
  readonly shardKey: string | undefined
}

export interface StreamModel {
  readonly description: string | undefined
  readonly defaultSubprotocol: string
  readonly parameters: readonly ParameterModel[]
  readonly messages: readonly MessageModel[]
  readonly errors: readonly ErrorModel[]
}

export interface QueryModel {
  readonly description: string | undefined
  readonly parameters: readonly ParameterModel[]
  /** What the JSON output is; absent where there is none or it is not JSON. */
  readonly output: Shape | undefined
  readonly errors: readonly ErrorModel[]
}
