/** Words that cannot be the name of a variable. */
const reservedWords = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const constructor continue ' +
    'debugger declare default delete do else enum eval export extends false finally for from function ' +
    'get if implements import in instanceof interface let module new null number object of package ' +
    'private protected public return set static string super switch symbol this throw true try type ' +
    'typeof undefined unknown var void while with yield'
  ).split(' '),
)

/**
 * Type names that a document's own types must not take: what every file declares for itself, and
 * the globals that generated code refers to.
 */
const reservedTypes = [
  'Array',
  'Error',
  'ErrorName',
  'Map',
  'Message',
  'Number',
  'Object',
  'Output',
  'Params',
  'String',
  'URLSearchParams',
  'Uint8Array',
]

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

/**
 * Hands out names so that none is given twice. The first to ask gets the name, later ones a number
 * behind it. With `fold`, names that differ only in case count as the same, as they do for files on
 * some systems.
 */
export class NameTable {
  private readonly taken: Set<string>
  private readonly fold: boolean

  constructor(reserved: Iterable<string>, fold = false) {
    this.fold = fold
    this.taken = new Set([...reserved].map((name) => this.folded(name)))
  }

  take(wanted: string, separator = ''): string {
    let name = wanted
    for (let number = 2; this.taken.has(this.folded(name)); number++) {
      name = `${wanted}${separator}${number}`
    }
    this.taken.add(this.folded(name))
    return name
  }

  private folded(name: string): string {
    return this.fold ? name.toLowerCase() : name
  }
}

/** The names of the types of one file. */
export function typeNames(runtimeTypes: Iterable<string>): NameTable {
  return new NameTable([...reservedTypes, ...runtimeTypes])
}

/** The names of the local variables of one function, which has these of its own. */
export function variableNames(own: Iterable<string>): NameTable {
  return new NameTable([...reservedWords, ...own])
}
