import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import type { Call, Note } from './call.js'
import { ProcessLink } from './process-link.js'

const folder = join(import.meta.dirname, '..')
const loader = new URL('../../typescript-imports.ts', import.meta.url).href
const execArgv = ['--expose-gc', '--disable-warning=ExperimentalWarning', '--import', loader]

/** How long a process may take to end by itself. */
const endMs = 3000

/** A process that does a part of the benchmark's work. */
export class HelperProcess {
  readonly #child: ChildProcess
  readonly #link: ProcessLink
  readonly #ended: Promise<unknown>
  readonly #name: string
  #abandoned: Error | undefined

  /**
   * @param name what it is called where it fails
   * @param program its file, from the folder test/bench/server
   */
  constructor(name: string, program: string, args: readonly string[] = []) {
    this.#name = name
    this.#child = fork(join(folder, program), args, {
      execArgv,
      // Typed arrays as they are.
      serialization: 'advanced',
      // Standard output is the report's.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#link = new ProcessLink((message) => {
      if (this.#child.connected) this.#child.send(message)
    })
    this.#child.on('message', (message) => {
      try {
        this.#link.receive(message)
      } catch (error) {
        this.#link.fail(error instanceof Error ? error : new Error(String(error)))
      }
    })
    this.#child.on('error', (error) => this.#link.fail(error))
    this.#child.on('exit', (code, signal) => {
      this.abandon(new Error(`it ended with ${signal ?? code}`))
    })
    this.#ended = once(this.#child, 'exit')
  }

  /** @throws Error with what {@link ProcessLink.call} throws as its cause */
  async call<Q, A>(what: Call<Q, A>, request: NoInfer<Q>, timeoutMs?: number): Promise<A> {
    try {
      if (this.#abandoned !== undefined) throw this.#abandoned
      return await this.#link.call(what, request, timeoutMs)
    } catch (cause) {
      throw new Error(`${this.#name} failed`, { cause })
    }
  }

  tell<T>(what: Note<T>, content: NoInfer<T>): void {
    this.#link.tell(what, content)
  }

  hear<T>(what: Note<T>, listener: (content: T) => void): void {
    this.#link.hear(what, listener)
  }

  /** Resolves once the process has ended, by itself or by force. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endMs)
    if (this.#child.connected) this.#child.disconnect()
    await this.#ended
    clearTimeout(timer)
  }

  /** Fails whatever is waited for, now and later, so that who waits can end. */
  abandon(error: Error): void {
    this.#abandoned ??= error
    this.#link.fail(error)
  }
}
