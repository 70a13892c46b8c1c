import { lexicon, objectOf } from '../../check/in-memory-folder.js'

/** A document of an example. */
interface ExampleDocument {
  readonly id: string
}

/** A change to a folder, and what is said about it. */
export interface EvolutionExample {
  readonly name: string
  readonly before: readonly ExampleDocument[]
  readonly after: readonly ExampleDocument[]
  /**
   * As `<place>: <message> [<rule>]`, with the severities where they are not those of the rule. None
   * where the change breaks nobody.
   */
  readonly lines: readonly string[]
}

/** Changes that break a rule, and changes near to them that it does not mind. */
export interface RuleExamples {
  readonly breaks: readonly [EvolutionExample, ...EvolutionExample[]]
  /** What they say, if anything, is said by other rules. */
  readonly keeps: readonly [EvolutionExample, ...EvolutionExample[]]
}

export const text = { type: 'string' }
export const integer = { type: 'integer' }
export const did = { type: 'string', format: 'did' }

/** Two versions of a folder. */
export function folders(
  name: string,
  before: readonly ExampleDocument[],
  after: readonly ExampleDocument[],
  ...lines: string[]
): EvolutionExample {
  return { name, before, after, lines }
}

/** Two versions of the definitions of `a.b.x`. */
export function versions(
  name: string,
  before: object,
  after: object,
  ...lines: string[]
): EvolutionExample {
  return folders(name, [lexicon('x', before)], [lexicon('x', after)], ...lines)
}

/** Two versions of the main definition of `a.b.x`, beside two others. */
export function mains(
  name: string,
  before: object,
  after: object,
  ...lines: string[]
): EvolutionExample {
  return versions(name, { main: before, ...members }, { main: after, ...members }, ...lines)
}

/** Two versions of the object `a.b.x#thing`, beside two others. */
export function objects(
  name: string,
  before: object,
  after: object,
  ...lines: string[]
): EvolutionExample {
  return versions(name, { thing: before, ...members }, { thing: after, ...members }, ...lines)
}

/** Two versions of the optional property `a` of `a.b.x#thing`. */
export function fields(
  name: string,
  before: object,
  after: object,
  ...lines: string[]
): EvolutionExample {
  return objects(name, objectOf({ a: before }), objectOf({ a: after }), ...lines)
}

const members = { one: objectOf({}), two: objectOf({}) }
