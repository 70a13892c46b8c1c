/** A promise that a test settles when it likes. */
export class Deferred<T> {
  readonly promise: Promise<T>
  #resolve: (value: T) => void = () => undefined

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  readonly resolve = (value: T): void => this.#resolve(value)
}
