import list from './known-failures.json' with { type: 'json' }

/** The rules that others are known to break; the reasons stand beside them. */
export function knownFailures(side: 'servers' | 'clients', name: string): readonly string[] {
  const known: Readonly<Record<string, object>> = list[side]
  return Object.keys(known[name] ?? {})
}
