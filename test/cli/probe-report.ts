import { expect } from 'vitest'

import { nsid } from '../server/example-stream.js'
import { run } from './run-in-process.js'

/** Arguments for hosts that keep silent, which take as long as they are given. */
export const quick = ['--timeout', '1s']

/** A rule that a host was found to break. */
export interface BrokenRule {
  readonly name: string
  readonly expected: string
  readonly came: string
}

/** What a host is found to have broken, by `probe --json`, whose exit code has to fit. */
export async function brokenRules(
  url: string,
  args: readonly string[] = [],
): Promise<readonly BrokenRule[]> {
  const { code, out, err } = await run(['probe', url, nsid, '--json', ...args])
  expect(err).toBe('')
  const report: unknown = JSON.parse(out)
  const broken = rulesOf(report).filter(({ verdict }) => verdict === 'broken')
  expect(report).toHaveProperty('ok', broken.length === 0)
  expect(code).toBe(broken.length === 0 ? 0 : 1)
  return broken.map(({ name, expected, came }) => ({ name, expected, came }))
}

function rulesOf(report: unknown) {
  if (!isObject(report)) return []
  const list: unknown = Reflect.get(report, 'rules')
  return (Array.isArray(list) ? list : []).filter(isObject).map((rule) => ({
    name: textAt(rule, 'name'),
    verdict: textAt(rule, 'verdict'),
    expected: textAt(rule, 'expected'),
    came: textAt(rule, 'came'),
  }))
}

function textAt(object: object, name: string): string {
  return String(Reflect.get(object, name))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** A list of broken rules with this one among them. */
export const has = (name: string, expected: string, came: string): unknown =>
  expect.arrayContaining([{ name, expected, came }])
