import { didYouMean, nearMatch } from '../check/near-match.js'
import { quote } from '../check/wording.js'
import type { MessageFacts, StreamFacts } from './stream-facts.js'

/** What is to be said of the properties that were asked for as shard keys. */
export interface WantedShardKeys {
  /** Why those that are there decide no shard all the same, a sentence each. */
  readonly notes: readonly string[]
  /** A sentence for each that no message has, by its name. */
  readonly absent: ReadonlyMap<string, string>
}

/**
 * Compares the names that were asked for with the properties that messages have.
 *
 * @param names most wanted first
 * @param facts undefined where there is no stream
 */
export function wantedShardKeys(
  names: readonly string[],
  facts: StreamFacts | undefined,
): WantedShardKeys {
  const notes: string[] = []
  const absent = new Map<string, string>()
  const messages = (facts?.messages ?? []).filter(({ name }) => name !== 'cursor')
  for (const name of new Set(names)) {
    const having = messages.filter(
      ({ strings, unfit }) => strings.includes(name) || unfit.has(name),
    )
    const sequenced = having.filter((message) => message.sequenced)
    if (having.length === 0) absent.set(name, absence(name, messages, facts?.elsewhere ?? []))
    else if (sequenced.length === 0) {
      const where = having.map((message) => `#${message.name}`).join(', ')
      notes.push(
        `${quote(name)} is in ${where} alone: messages without a sequence number go to every shard`,
      )
    }
    for (const { name: message, declared, strings, unfit } of sequenced) {
      const fault = unfit.get(name)
      // Another name of the list does, or one that stays whatever is asked for.
      const isDecided = declared !== undefined || names.some((each) => strings.includes(each))
      if (fault !== undefined && !isDecided) notes.push(`${quote(name)} of #${message} ${fault}`)
    }
  }
  return { notes, absent }
}

function absence(
  name: string,
  messages: readonly MessageFacts[],
  elsewhere: readonly string[],
): string {
  const properties = messages.flatMap(({ strings, unfit }) => [...strings, ...unfit.keys()])
  const near = nearMatch(name, properties)
  const what = `a property ${quote(name)}${near === undefined ? '' : ` (${didYouMean(near)})`}`
  return elsewhere.length === 0
    ? `no message has ${what}`
    : `no message that is defined here has ${what}, and others were not looked at (${elsewhere.join(', ')})`
}
