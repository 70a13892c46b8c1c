/** A tail cannot do what it was asked to, for the reason that the message gives. */
export class TailFailure extends Error {
  override readonly name = 'TailFailure'
}
