import type { Refusal } from './refusal.js'

/** Thrown to refuse a request before the upgrade, with a status and an error name of one's own. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}
