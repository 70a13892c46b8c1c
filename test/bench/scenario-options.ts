import { UsageError } from './command-line.js'

/** What one may ask of every benchmark that has scenarios. */
export interface ScenarioOptions {
  readonly filter: string
  readonly rounds: number
  readonly quick: boolean
  readonly json: string | undefined
  readonly folder: string | undefined
  readonly synthetic: boolean
  readonly help: boolean
}

/** The same as `parseArgs` wants it. */
export const scenarioArgs = {
  filter: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'string' },
  folder: { type: 'string' },
  synthetic: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** What `parseArgs` makes of them. */
export interface ScenarioValues {
  readonly filter?: string
  readonly rounds?: string
  readonly quick?: boolean
  readonly json?: string
  readonly folder?: string
  readonly synthetic?: boolean
  readonly help?: boolean
}

/** @throws UsageError */
export function scenarioOptions(values: ScenarioValues): ScenarioOptions {
  const { filter = '', json, folder, quick = false, synthetic = false, help = false } = values
  const rounds = numberOf('--rounds', values.rounds) ?? (quick ? 1 : 5)
  return { filter, rounds, quick, json, folder, synthetic, help }
}

/**
 * A number from 1 to 9999; absent where the option is.
 *
 * @throws UsageError where it is anything else
 */
export function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new UsageError(`${option} ${text}: must be a number from 1 to 9999`)
}

/** What `parse` returns; what it throws becomes a UsageError. */
export function withUsageErrors<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/**
 * The scenarios that `--filter` lets through.
 *
 * @throws UsageError where there is none
 */
export function selected<S extends { readonly name: string }>(
  scenarios: readonly S[],
  filter: string,
): readonly S[] {
  const chosen = scenarios.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
  if (chosen.length > 0) return chosen
  const names = scenarios.map(({ name }) => `  ${name}\n`).join('')
  throw new UsageError(
    `--filter ${filter}: no scenario has that in its name; there are\n${names.trimEnd()}`,
  )
}
