import type { Call, Note } from './call.js'
import { number, object, oneOf, optional, text } from './message-shape.js'

const envelope = object({
  kind: oneOf('call', 'answer', 'failure', 'note'),
  /** Which call it is, or is answered. */
  id: optional(number),
  /** What is called, or what the note is. */
  name: optional(text),
})

type Answering = (request: unknown) => unknown
type Listening = (content: unknown) => void

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * One end of the channel between two processes: calls, answers and notes, each checked to be of its
 * shape when it arrives.
 */
export class ProcessLink {
  readonly #send: (message: object) => void
  readonly #answering = new Map<string, Answering>()
  readonly #listening = new Map<string, Listening>()
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  /** @param send what brings a message to the other end; it may throw where there is none any more */
  constructor(send: (message: object) => void) {
    this.#send = send
  }

  /**
   * Has the other process do something.
   *
   * @throws Error where it fails there, takes too long, or the answer is of another shape
   */
  call<Q, A>(what: Call<Q, A>, request: NoInfer<Q>, timeoutMs = 300_000): Promise<A> {
    const id = ++this.#lastId
    let timer: NodeJS.Timeout | undefined
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      timer = setTimeout(() => {
        reject(new Error(`${what.name}: no answer within ${timeoutMs / 1000} s`))
      }, timeoutMs)
      this.#send({ kind: 'call', id, name: what.name, request })
    })
    return answered
      .then((answer) => {
        if (what.answer(answer)) return answer
        throw new Error(`${what.name}: the answer has a wrong shape`)
      })
      .finally(() => {
        clearTimeout(timer)
        this.#pending.delete(id)
      })
  }

  /** Sends a note. */
  tell<T>(what: Note<T>, content: NoInfer<T>): void {
    this.#send({ kind: 'note', name: what.name, content })
  }

  /** Says how calls from the other process are answered. */
  answer<Q, A>(what: Call<Q, A>, handle: (request: Q) => A | Promise<A>): void {
    this.#answering.set(what.name, (request) => {
      if (!what.request(request)) throw new Error(`${what.name}: the request has a wrong shape`)
      return handle(request)
    })
  }

  /** Says who hears a note; the latest listener alone. */
  hear<T>(what: Note<T>, listener: (content: T) => void): void {
    this.#listening.set(what.name, (content) => {
      if (!what.content(content)) throw new Error(`${what.name}: the note has a wrong shape`)
      listener(content)
    })
  }

  /** Takes a message that came in. */
  receive(message: unknown): void {
    if (!envelope(message)) throw new Error('a message between processes has a wrong shape')
    const { kind, id = 0, name = '' } = message
    if (kind === 'call') void this.#answerCall(id, name, Reflect.get(message, 'request'))
    else if (kind === 'note') this.#listening.get(name)?.(Reflect.get(message, 'content'))
    else if (kind === 'answer') this.#pending.get(id)?.resolve(Reflect.get(message, 'answer'))
    else this.#pending.get(id)?.reject(new Error(name))
  }

  /** Fails what is still waiting for an answer. */
  fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
  }

  /** Never rejects: what goes wrong is the answer. */
  async #answerCall(id: number, name: string, request: unknown): Promise<void> {
    try {
      const handle = this.#answering.get(name)
      if (handle === undefined) throw new Error(`${name}: nobody answers that here`)
      this.#send({ kind: 'answer', id, answer: await handle(request) })
    } catch (error) {
      this.#send({ kind: 'failure', id, name: error instanceof Error ? error.message : 'failed' })
    }
  }
}
