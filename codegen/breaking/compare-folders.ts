import { shapeOf } from '../check/shape.js'
import type { Diagnostic, Severity } from '../load/diagnostic.js'
import { compareDiagnostics } from '../load/diagnostic.js'
import { formatPath } from '../load/json-path.js'
import type { LexiconDocument } from '../load/lexicon.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import { AgainstError, type Before } from './against/before.js'
import { compareDocuments } from './compare/documents.js'
import { documentRemoved } from './compare/removals.js'
import { compareShardKeys } from './compare/shard-keys.js'
import type { Change } from './finding.js'
import { covers, isIgnored, type Ignore } from './ignores.js'
import { scopes, type Scope } from './rule.js'
import { severitiesOf, type Severities } from './severities.js'

/**
 * A change that breaks somebody. Its `path` is the place as `--ignore` takes it, such as
 * `com.example.subscribeThings#thing.properties.seq`.
 */
export interface BreakingChange extends Diagnostic {
  /** How bad it is for programs that run already; null where they do not notice. */
  readonly wire: Severity | null
  /** How bad it is for programs that are compiled anew; null where they do not notice. */
  readonly source: Severity | null
}

export interface ComparisonOptions {
  /** What may break; both by default. */
  readonly scopes?: readonly Scope[]
  readonly ignores?: readonly Ignore[]
}

export interface Comparison {
  /** How many documents both sides have. */
  readonly compared: number
  /** Sorted by file, line and column. */
  readonly changes: readonly BreakingChange[]
  /** Those that no change needs, be it of a scope that was not asked about. */
  readonly unusedIgnores: readonly Ignore[]
}

/** A change, and where it was found. */
interface Found {
  readonly change: Change
  readonly nsid: string
  readonly source: LoadedDocument
}

/**
 * Compares the documents of a folder with earlier ones.
 *
 * @throws AgainstError where one of them is no lexicon document; those of a package may be, and are
 *   left out
 */
export function compareFolders(
  before: Before,
  after: readonly LoadedDocument[],
  { scopes: wanted = scopes, ignores = [] }: ComparisonOptions = {},
): Comparison {
  const now = new Map(
    after.map((source) => {
      const lexicon = lexiconOf(source) ?? refuse(source)
      return [lexicon.id, { source, lexicon }]
    }),
  )
  const old = new Map(
    before.documents.flatMap((source) => {
      const lexicon = lexiconOf(source) ?? (before.sameFolder ? refuse(source) : undefined)
      return lexicon === undefined ? [] : [[lexicon.id, { source, lexicon }] as const]
    }),
  )
  const found: Found[] = []
  let compared = 0
  for (const [nsid, { source, lexicon }] of old) {
    const document = now.get(nsid)
    if (document !== undefined) {
      compared++
      for (const change of compareDocuments(lexicon, document.lexicon)) {
        found.push({ change, nsid, source: document.source })
      }
    } else if (before.sameFolder) {
      found.push({ change: documentRemoved(lexicon), nsid, source })
    }
  }
  for (const { nsid, change } of compareShardKeys(lexiconsOf(old), lexiconsOf(now))) {
    const document = now.get(nsid)
    if (document !== undefined) found.push({ change, nsid, source: document.source })
  }
  const inAnyScope = found.flatMap((each) => breakingChange(each, scopes))
  return {
    compared,
    changes: found
      .flatMap((each) => breakingChange(each, wanted))
      .filter(({ rule, path }) => !isIgnored(ignores, rule, path))
      .toSorted(compareDiagnostics),
    unusedIgnores: ignores.filter(
      (ignore) => !inAnyScope.some(({ rule, path }) => covers(ignore, rule, path)),
    ),
  }
}

function lexiconOf(source: LoadedDocument): LexiconDocument | undefined {
  return source.intact ? shapeOf(source).lexicon : undefined
}

function lexiconsOf(
  documents: ReadonlyMap<string, { readonly lexicon: LexiconDocument }>,
): ReadonlyMap<string, LexiconDocument> {
  return new Map([...documents].map(([nsid, { lexicon }]) => [nsid, lexicon]))
}

function refuse({ file }: LoadedDocument): never {
  throw new AgainstError(`${file}: this is no lexicon document; \`lexstream check\` says why`)
}

/** None where the change breaks nothing that is asked about. */
function breakingChange(
  { change, nsid, source }: Found,
  wanted: readonly Scope[],
): readonly BreakingChange[] {
  const { rule, path, message } = change
  const severities = severitiesOf(change)
  const severity = worstOf(severities, wanted)
  if (severity === undefined) return []
  const { line, column } = source.positionOf(path)
  return [
    {
      severity,
      rule: rule.name,
      file: source.file,
      line,
      column,
      path: placeOf(nsid, path),
      message,
      hint: `breaks ${scopes.filter((scope) => severities[scope] !== null).join(' and ')}`,
      ...severities,
    },
  ]
}

function worstOf(severities: Severities, wanted: readonly Scope[]): Severity | undefined {
  const all = wanted.map((scope) => severities[scope])
  return all.includes('error') ? 'error' : (all.find((each) => each !== null) ?? undefined)
}

function placeOf(nsid: string, [, definition, ...rest]: Change['path']): string {
  if (definition === undefined) return nsid
  const [first] = rest
  const below = formatPath(rest)
  const separator = first === undefined || below.startsWith('[') ? '' : '.'
  return `${nsid}#${definition}${separator}${below}`
}
