import { quote } from '../../check/wording.js'
import type {
  LexiconError,
  LexiconProcedure,
  LexiconQuery,
  LexiconSubscription,
} from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { compareBodies } from './bodies.js'
import { compareParameters } from './parameters.js'
import { compareUnions } from './unions.js'

const standardSubprotocol = 'xrpc.v0.cbor'

/** What became of a stream; its messages are definitions, and compared as such. */
export function* compareSubscriptions(versions: Versions<LexiconSubscription>): Generator<Change> {
  const { before, after, path, nsid } = versions
  const old = before.subprotocol ?? standardSubprotocol
  const now = after.subprotocol ?? standardSubprotocol
  if (old !== now) {
    yield {
      rule: evolutionRules.defaultSubprotocolChanged,
      path: [...path, 'subprotocol'],
      message: `the default subprotocol was ${old}, and is ${now} now`,
    }
  }
  yield* compareRequests(versions)
  yield* compareUnions(
    {
      before: before.message.schema,
      after: after.message.schema,
      path: [...path, 'message', 'schema'],
      nsid,
    },
    evolutionRules.messageRemoved,
  )
}

/** What became of a query or a procedure. */
export function* compareMethods(
  versions: Versions<LexiconQuery | LexiconProcedure>,
): Generator<Change> {
  const { before, after, path, nsid } = versions
  yield* compareRequests(versions)
  if (before.type === 'procedure' && after.type === 'procedure') {
    const inputs = { before: before.input, after: after.input, path: [...path, 'input'], nsid }
    yield* compareBodies(inputs, 'input')
  }
  const outputs = { before: before.output, after: after.output, path: [...path, 'output'], nsid }
  yield* compareBodies(outputs, 'output')
}

function* compareRequests({
  before,
  after,
  path,
  nsid,
}: Versions<LexiconSubscription | LexiconQuery | LexiconProcedure>): Generator<Change> {
  yield* compareParameters({
    before: before.parameters,
    after: after.parameters,
    path: [...path, 'parameters'],
    nsid,
  })
  yield* compareErrors({ before: before.errors, after: after.errors, path, nsid })
}

function* compareErrors({
  before = [],
  after = [],
  path,
}: Versions<readonly LexiconError[] | undefined>): Generator<Change> {
  const names = new Set(after.map(({ name }) => name))
  for (const { name } of before) {
    if (names.has(name)) continue
    yield {
      rule: evolutionRules.errorRemoved,
      path: [...path, 'errors'],
      message: `the error ${quote(name)} was removed`,
    }
  }
}
