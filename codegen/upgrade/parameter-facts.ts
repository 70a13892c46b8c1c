import { describeValue } from '../check/wording.js'
import { isJsonObject } from '../load/json-value.js'
import { describeType, objectAt } from './stream-facts.js'

type Json = Readonly<Record<string, unknown>>

/** What decides which parameters a subscription can take. */
export interface ParameterFacts {
  /** Why none can be added, as `its "parameters" are null, not an object`; undefined where some can. */
  readonly fault: string | undefined
  /** The parameters that are there, whatever they are, by name. */
  readonly present: Json
}

/** Reads the parameters of a subscription, whatever else may be wrong with it. */
export function parameterFacts(main: Json): ParameterFacts {
  return {
    fault: faultOf(main['parameters']),
    present: objectAt(objectAt(main, 'parameters'), 'properties'),
  }
}

function faultOf(parameters: unknown): string | undefined {
  if (parameters === undefined) return undefined
  if (!isJsonObject(parameters)) {
    return `its "parameters" are ${describeValue(parameters)}, not an object`
  }
  if (parameters['type'] !== 'params') {
    return `its "parameters" are ${describeType(parameters)}, not of type "params"`
  }
  const properties = parameters['properties']
  return properties === undefined || isJsonObject(properties)
    ? undefined
    : `the "properties" of its parameters are ${describeValue(properties)}, not an object`
}

/**
 * What is wrong with a parameter that ought to be an integer, as `its parameter "shard" is of type
 * "string"`; undefined where it is one, or absent.
 */
export function faultOfInteger({ present }: ParameterFacts, name: string): string | undefined {
  const parameter = present[name]
  const isFine =
    parameter === undefined || (isJsonObject(parameter) && parameter['type'] === 'integer')
  return isFine ? undefined : `its parameter "${name}" is ${describeType(parameter)}`
}
