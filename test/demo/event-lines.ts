import { behind, type ConsumerState } from './consumer.js'

/** The demo's course in plain lines, for where the output is no terminal. */
export class EventLines {
  readonly #print: (line: string) => void
  readonly #total: number
  /** The last thing that was said of each consumer. */
  readonly #said = new Map<ConsumerState, string>()

  constructor(print: (line: string) => void, total: number) {
    this.#print = print
    this.#total = total
  }

  /** Says what is new about a consumer, if anything is. */
  note(consumer: ConsumerState): void {
    const news = this.#news(consumer)
    if (news === undefined || this.#said.get(consumer) === news) return
    this.#said.set(consumer, news)
    const place = consumer.cursor === undefined ? '' : ` at ${consumer.cursor}`
    this.#print(`${consumer.name} ${consumer.wire}${place}: ${news}`)
  }

  #news(consumer: ConsumerState): string | undefined {
    if (consumer.error !== undefined) return consumer.error
    if (consumer.seqs.size === this.#total) return `all ${this.#total} messages seen`
    if (consumer.live === true) return 'live'
    if (consumer.live === undefined) return 'connected; this client is not told where it is'
    return this.#said.has(consumer) ? undefined : `replaying, ${behind(consumer)} messages behind`
  }
}
