import type { LexiconPermission, LexiconPermissionSet } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'

/** One thing that is granted: an action on a collection, a method of an audience. */
interface Grant {
  /** As a scope is written, without the action: `rpc:com.example.getThing?aud=*`. */
  readonly scope: string
  /** Empty where there is none. */
  readonly action: string
  /** The same for any audience, of a method. */
  readonly wider?: Grant
}

type Parameter = readonly [name: string, value: string]

/** The parameter that stands first in a scope, after the resource. */
const positional: Readonly<Record<string, string>> = { repo: 'collection', rpc: 'lxm' }
/** The parameters that say whom a method may be called at. */
const audiences: ReadonlySet<string> = new Set(['aud', 'inheritAud'])
/** What may be done with a collection where nothing is said. */
const repoActions = ['create', 'update', 'delete']

/** What became of what a permission set grants; what is granted in addition breaks nobody. */
export function* comparePermissionSets({
  before,
  after,
  path,
}: Versions<LexiconPermissionSet>): Generator<Change> {
  const granted = new Set(after.permissions.flatMap(grantsOf).map(fullScope))
  const lost = new Map<string, Set<string>>()
  for (const grant of before.permissions.flatMap(grantsOf)) {
    const isGranted = [grant, grant.wider].some((each) => each && granted.has(fullScope(each)))
    if (isGranted) continue
    lost.set(grant.scope, (lost.get(grant.scope) ?? new Set()).add(grant.action))
  }
  for (const [scope, names] of lost) {
    const isWhole = repoActions.every((action) => names.has(action))
    const shown = isWhole ? scope : withActions(scope, [...names])
    yield {
      rule: evolutionRules.permissionRemoved,
      path: [...path, 'permissions'],
      message: `${JSON.stringify(shown)} is not granted any more`,
    }
  }
}

function grantsOf(permission: LexiconPermission): readonly Grant[] {
  const { type: _type, resource, description: _description, ...members } = permission
  const { action = resource === 'repo' ? repoActions : '', ...others } = members
  let combinations: readonly (readonly Parameter[])[] = [[]]
  for (const [name, value] of Object.entries(others)) {
    if (value === false) continue
    combinations = combinations.flatMap((some) =>
      valuesOf(value).map((each) => [...some, [name, each] as const]),
    )
  }
  return combinations.flatMap((parameters) =>
    valuesOf(action).map((each) => grantOf(resource, parameters, each)),
  )
}

function grantOf(resource: string, parameters: readonly Parameter[], action: string): Grant {
  const grant = { scope: scopeOf(resource, parameters), action }
  const anywhere = parameters.map((parameter): Parameter =>
    audiences.has(parameter[0]) ? ['aud', '*'] : parameter,
  )
  const wider = { scope: scopeOf(resource, anywhere), action }
  return resource === 'rpc' ? { ...grant, wider } : grant
}

function valuesOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
}

function scopeOf(resource: string, parameters: readonly Parameter[]): string {
  const first = parameters.find(([name]) => name === positional[resource])
  const others = parameters.filter((parameter) => parameter !== first)
  const query = others.map((parameter) => parameter.join('=')).toSorted()
  const start = first === undefined ? resource : `${resource}:${first[1]}`
  return query.length === 0 ? start : `${start}?${query.join('&')}`
}

function fullScope({ scope, action }: Grant): string {
  return withActions(scope, [action])
}

function withActions(scope: string, actions: readonly string[]): string {
  const query = actions.filter((action) => action !== '').map((action) => `action=${action}`)
  if (query.length === 0) return scope
  return `${scope}${scope.includes('?') ? '&' : '?'}${query.join('&')}`
}
