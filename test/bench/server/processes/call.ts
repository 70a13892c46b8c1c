import type { Shape } from './message-shape.js'

/** Something that a process does when another one asks it to. */
export interface Call<Q, A> {
  readonly name: string
  readonly request: Shape<Q>
  readonly answer: Shape<A>
}

/** A call, with the shapes of what is asked and what is answered. */
export function call<Q, A>(name: string, request: Shape<Q>, answer: Shape<A>): Call<Q, A> {
  return { name, request, answer }
}

/** A note that a process sends without being asked; nobody answers. */
export interface Note<T> {
  readonly name: string
  readonly content: Shape<T>
}

/** A note, with the shape of what it says. */
export function note<T>(name: string, content: Shape<T>): Note<T> {
  return { name, content }
}
