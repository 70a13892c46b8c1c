import { expect } from 'vitest'
import type { JsonReport } from '../../codegen/conformance/report/json-report.js'
import { run } from '../cli/run-in-process.js'

/** What `lexstream conformance --json` reports, whose exit code has to fit. */
export async function runJson(args: readonly string[]): Promise<JsonReport> {
  const { code, out, err } = await run(['conformance', ...args, '--json'])
  expect(err).toBe('')
  const report: unknown = JSON.parse(out)
  if (!isReport(report)) throw new Error(`no report: ${out}`)
  expect(report.ok).toBe(report.counts.fail === 0)
  expect(code).toBe(report.ok ? 0 : 1)
  return report
}

/** The ids of the rules that failed, in the order of the report. */
export function failedRules({ rules }: JsonReport): readonly string[] {
  return rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)
}

function isReport(value: unknown): value is JsonReport {
  const names = ['target', 'side', 'nsid', 'levels', 'ok', 'counts', 'notes', 'rules']
  return typeof value === 'object' && value !== null && Object.keys(value).join() === names.join()
}
