/**
 * Every name of the runtime that generated code may import, and the module below `runtime/` that it
 * comes from. Emitters ask for a symbol by its name here; the file that they write to imports it.
 */
const values = {
  checkBlob: 'values/blob-check',
  checkBooleanConst: 'checks/check-allowed',
  checkIntegerConst: 'checks/check-allowed',
  checkIntegerEnum: 'checks/check-allowed',
  checkStringConst: 'checks/check-allowed',
  checkStringEnum: 'checks/check-allowed',
  checkAtIdentifier: 'checks/check-format',
  checkAtUri: 'checks/check-format',
  checkCid: 'checks/check-format',
  checkDatetime: 'checks/check-format',
  checkDid: 'checks/check-format',
  checkHandle: 'checks/check-format',
  checkLanguage: 'checks/check-format',
  checkNsid: 'checks/check-format',
  checkRecordKey: 'checks/check-format',
  checkTid: 'checks/check-format',
  checkUri: 'checks/check-format',
  checkBytesLength: 'checks/check-length',
  checkCount: 'checks/check-length',
  checkGraphemes: 'checks/check-length',
  checkStringLength: 'checks/check-length',
  cborKeyTable: 'keys/key-table',
  checkInteger: 'checks/check-range',
  datetimeFormat: 'formats/ascii-format',
  didFormat: 'formats/ascii-format',
  END_OF_OBJECT: 'json/json-reader',
  failUnlisted: 'values/unlisted',
  jsonCodec: 'query/json-codec',
  jsonKeyTable: 'keys/key-table',
  NO_KEY: 'keys/key-table',
  ownField: 'values/own-field',
  ParamsReader: 'params/params-reader',
  ParamsWriter: 'params/params-writer',
  peekCborType: 'cbor/cbor-union',
  peekJsonType: 'json/json-union',
  readBoolean: 'params/read-param',
  readCborBlob: 'cbor/cbor-blob',
  readCborObject: 'cbor/cbor-object',
  readCborValue: 'cbor/cbor-value',
  readInteger: 'params/read-param',
  readJsonBlob: 'json/json-blob',
  readJsonObject: 'json/json-object',
  readJsonValue: 'json/json-value',
  readString: 'params/read-param',
  readUnknownCbor: 'cbor/cbor-union',
  readUnknownJson: 'json/json-union',
  tidFormat: 'formats/ascii-format',
  v0CborCodec: 'frame/v0-cbor',
  v1CborCodec: 'frame/v1-cbor',
  v1JsonCodec: 'frame/v1-json',
  v1JsonDecoder: 'frame/v1-json-decoder',
  writeCborBlob: 'cbor/cbor-blob',
  writeCborObject: 'cbor/cbor-object',
  writeJsonBlob: 'json/json-blob',
  writeUnknownCbor: 'cbor/cbor-union',
  writeUnknownJson: 'json/json-union',
  writeJsonObject: 'json/json-object',
} as const

const types = {
  BlobRef: 'values/blob',
  CborReader: 'cbor/cbor-reader',
  CborWriter: 'cbor/cbor-writer',
  Cid: 'values/cid-link',
  FrameCodecs: 'frame/frame-codec',
  JsonCodec: 'query/json-codec',
  JsonReader: 'json/json-reader',
  JsonStreamDescriptor: 'stream/json-descriptor',
  JsonWriter: 'json/json-writer',
  LexMap: 'values/lex-value',
  MessageDescriptor: 'stream/descriptor',
  Mutable: 'values/typed',
  ParamsCodec: 'stream/descriptor',
  QueryDescriptor: 'query/descriptor',
  StreamDescriptor: 'stream/descriptor',
  Typed: 'values/typed',
  UnknownUnionMember: 'values/unknown-member',
  Untyped: 'values/typed',
} as const

export type RuntimeValue = keyof typeof values
export type RuntimeType = keyof typeof types

/** The module below `runtime/` of each of these names. */
export const runtimeModules: ReadonlyMap<string, string> = new Map([
  ...Object.entries(values),
  ...Object.entries(types),
])

/** All of these names, which generated code cannot give to anything else. */
export const runtimeNames: readonly string[] = [...runtimeModules.keys()]

/** The module of a runtime value, relative to the generated file. */
export function moduleOfValue(name: RuntimeValue): string {
  return `./runtime/${values[name]}.js`
}

/** The module of a runtime type, relative to the generated file. */
export function moduleOfType(name: RuntimeType): string {
  return `./runtime/${types[name]}.js`
}
