import type { CheckCode, Checker } from '../../templates/checks/checker.js'

export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'
  readonly code: CheckCode

  constructor(code: CheckCode, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Throws {@link CheckFailed} with the code and the detail as they came. */
export class FakeChecker implements Checker {
  readonly formats: boolean

  constructor(formats = true) {
    this.formats = formats
  }

  fail(code: CheckCode, detail: string): never {
    throw new CheckFailed(code, detail)
  }
}

/** What a check throws; an error where it throws nothing or something else. */
export function failureOf(check: () => unknown): { code: CheckCode; detail: string } {
  try {
    check()
  } catch (error) {
    if (error instanceof CheckFailed) return { code: error.code, detail: error.message }
    throw error
  }
  throw new Error('the check passed')
}
