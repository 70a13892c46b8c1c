/** A JSON Schema of draft 2020-12, as far as one is needed here; keywords come out in this order. */
export interface JsonSchema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: 'array' | 'boolean' | 'integer' | 'null' | 'object' | 'string'
  readonly const?: boolean | number | string
  readonly enum?: readonly (boolean | number | string)[]
  readonly examples?: readonly (boolean | number | string)[]
  readonly default?: boolean | number | string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: JsonSchema }
  readonly additionalProperties?: boolean
  readonly not?: JsonSchema
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}
