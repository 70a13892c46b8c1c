import { Option, type Command } from 'commander'

import { isSubprotocol, subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { parseDuration } from '../streams/duration.js'
import {
  AddressError,
  parseAddress,
  type RequestHeaders,
  type StreamAddress,
} from '../streams/stream-address.js'
import { parseWith } from './parse-with.js'

// What the commands that talk to a host have in common in their command lines.

/** An integer of at least `minimum`, or why a text is none. */
export function wholeNumber(text: string, minimum: number): number | string {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  const fits = Number.isSafeInteger(value) && value >= minimum
  return fits ? value : `It is a whole number of ${minimum} or more.`
}

/** A duration as it was written, and in milliseconds. */
export interface WrittenDuration {
  readonly ms: number
  readonly text: string
}

/** Takes a duration of any length, since nothing waits for it. */
export function durationOption(flags: string, description: string): Option {
  return parseWith(new Option(flags, description), duration)
}

/** Timers of more than 24 days would go off at once; nobody waits longer than this. */
const longestWait = { ms: 24 * 3600 * 1000, text: '1d' }

/** Takes a duration that something waits for. */
export function waitOption(flags: string, description: string): Option {
  return parseWith(new Option(flags, description), (text) => {
    const written = duration(text)
    if (typeof written === 'string' || written.ms <= longestWait.ms) return written
    return `It is ${longestWait.text} at most.`
  })
}

function duration(text: string): WrittenDuration | string {
  const ms = parseDuration(text)
  return ms === undefined || ms === 0 ? 'It is written 30s, 5m, 2h or 1d.' : { ms, text }
}

export function listOption(flags: string, description: string): Option {
  return parseWith(new Option(flags, description), (text) => {
    const items = itemsOf(text)
    return items.length === 0 ? 'It is a list, with commas between.' : items
  })
}

/** Subprotocol tokens with commas between, or why a text is none. */
export function subprotocolList(text: string): readonly Subprotocol[] | string {
  const items = itemsOf(text)
  const tokens = items.filter(isSubprotocol)
  const fits = items.length > 0 && tokens.length === items.length
  return fits && new Set(tokens).size === tokens.length
    ? tokens
    : `It is a list, with commas between, of ${subprotocols.join(', ')}.`
}

export function lexiconsFolderOption(): Option {
  return new Option(
    '--lexicons <folder>',
    'where the lexicon of the stream is (default: those that come with the program)',
  )
}

/** Understands the address of a stream, or ends the command saying why not. */
export function addressFrom(
  host: string,
  nsid: string | undefined,
  headers: RequestHeaders | undefined,
  command: Command,
): StreamAddress {
  try {
    return parseAddress(host, nsid, headers)
  } catch (error) {
    if (error instanceof AddressError) return command.error(`error: ${error.message}`)
    throw error
  }
}

function itemsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
