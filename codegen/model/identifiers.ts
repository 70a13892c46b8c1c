import { runtimeNames } from './runtime-symbols.js'

/** Words that cannot be the name of a variable in a module. */
const reservedWords = (
  'arguments await break case catch class const continue debugger default delete do else enum eval ' +
  'export extends false finally for function if implements import in instanceof interface let new ' +
  'null package private protected public return static super switch this throw true try typeof ' +
  'undefined var void while with yield'
).split(' ')

/** What the functions and tables are called that are generated for each type. */
const generatedName = /^(?:read|write)[A-Z_]\w*(?:Cbor|Json)(?:Typed)?$|^\w+Keys(?:Cbor|Json)?$/

/** The globals that generated code refers to. */
const globalNames = ['Infinity', 'Record', 'URLSearchParams', 'Uint8Array']

/** Types whose decoders would be called like functions of the runtime. */
const typesOfRuntimeFunctions = runtimeNames.flatMap(
  (name) => /^(?:read|write)(\w+)(?:Cbor|Json)$/.exec(name)?.slice(1) ?? [],
)

/** The words of a name, split at whatever cannot stand in an identifier. */
function words(name: string): string[] {
  return name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
}

/** `repoOp` and `repo-op` as `RepoOp`; `_` before a leading digit, `Unnamed` for nothing at all. */
export function pascalCase(name: string): string {
  const joined = words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  if (joined === '') return 'Unnamed'
  return /^\d/.test(joined) ? `_${joined}` : joined
}

/** `RepoOp` and `repo-op` as `repoOp`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}

export interface NameRules {
  /** Names that are taken besides those in the list. */
  readonly reserves?: RegExp
  /** Whether names that differ only in case count as the same, as they do for files on some systems. */
  readonly fold?: boolean
}

/**
 * Hands out names so that none is given twice. The first to ask gets the name, later ones a number
 * behind it.
 */
export class NameTable {
  private readonly taken: Set<string>
  private readonly rules: NameRules

  constructor(reserved: Iterable<string>, rules: NameRules = {}) {
    this.rules = rules
    this.taken = new Set([...reserved].map((name) => this.folded(name)))
  }

  take(wanted: string, separator = ''): string {
    let name = wanted
    for (let number = 2; this.isTaken(name); number++) name = `${wanted}${separator}${number}`
    this.taken.add(this.folded(name))
    return name
  }

  private isTaken(name: string): boolean {
    return this.taken.has(this.folded(name)) || (this.rules.reserves?.test(name) ?? false)
  }

  private folded(name: string): string {
    return this.rules.fold === true ? name.toLowerCase() : name
  }
}

/** The names of the files of all documents, without their extension. */
export function moduleNames(): NameTable {
  return new NameTable(['index'], { fold: true })
}

/** The names by which files import each other. */
export function namespaceNames(): NameTable {
  return new NameTable([...globalNames, ...runtimeNames])
}

/** The names of the types of one file, in which `others` are taken besides. */
export function typeNames(others: Iterable<string>): NameTable {
  return new NameTable([...globalNames, ...runtimeNames, ...typesOfRuntimeFunctions, ...others])
}

/** The names of the local variables of one function, which has these of its own. */
export function variableNames(own: Iterable<string>): NameTable {
  return new NameTable([...reservedWords, ...runtimeNames, ...own], { reserves: generatedName })
}
