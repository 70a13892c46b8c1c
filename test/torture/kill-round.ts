import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { SqliteLog } from '../../templates/server/sqlite/index.js'
import { stream } from '../server/example-stream.js'

const root = join(import.meta.dirname, '../..')
const unbounded = { limit: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER }

/** How many frames the log retains: so few that it is pruned all the time. */
const maxFrames = 1000

/** What rounds have in common: one log, and what is known of it. */
export interface KilledLog {
  readonly path: string
  readonly synchronous: 'full' | 'normal'
  /** From 0 up to 1, the same ones for the same seed. */
  readonly random: () => number
  /** The text of each seq that was seen, acknowledged or read, and is not known to be pruned. */
  readonly texts: Map<number, string>
  /** The highest seq that was ever seen. */
  highestSeq: number
  sequenceId: string | undefined
  round: number
}

/** A log that was never opened yet. */
export function killedLog(
  path: string,
  synchronous: KilledLog['synchronous'],
  random: () => number,
): KilledLog {
  const texts = new Map<number, string>()
  return { path, synchronous, random, texts, highestSeq: 0, sequenceId: undefined, round: 0 }
}

/** What came of a round. */
export interface RoundResult {
  readonly acknowledged: number
  /** What was in the log although the publisher was killed before it could say so. */
  readonly unacknowledged: number
}

/**
 * Has a process publish to the log, kills it at a random moment, reopens the log and looks for all
 * that was acknowledged.
 *
 * @throws Error where an event is lost or changed, a seq used twice, or the order broken
 */
export async function killRound(log: KilledLog): Promise<RoundResult> {
  const acknowledged = parseLines(await publishUntilKilled(log))
  log.round++
  for (const [seq, text] of acknowledged) {
    if (log.texts.has(seq)) throw new Error(`seq ${seq} was used twice`)
    if (seq <= log.highestSeq) throw new Error(`seq ${seq} was given after ${log.highestSeq}`)
    log.highestSeq = seq
    log.texts.set(seq, text)
  }
  const unacknowledged = await checkLog(log)
  return { acknowledged: acknowledged.length, unacknowledged }
}

async function publishUntilKilled(log: KilledLog): Promise<string> {
  const imports = join(root, 'test/bench/typescript-imports.ts')
  const program = join(root, 'test/torture/publishing-child.ts')
  const args = [log.path, String(log.round), log.synchronous, String(maxFrames)]
  const child = spawn(process.execPath, ['--import', imports, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  // Now and then before it has said anything: while it opens the log, mends it or makes its tables.
  const early = log.random() < 0.2
  if (!early) await Promise.race([once(child.stdout, 'data'), ended])
  await setTimeout(Math.floor(log.random() * (early ? 250 : 60)))
  child.kill('SIGKILL')
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`the publisher failed: ${complaints}`)
  return output
}

/** The lines that are whole. */
function parseLines(output: string): (readonly [number, string])[] {
  const lines = output.split('\n').slice(0, -1)
  return lines.map((line) => {
    const space = line.indexOf(' ')
    return [Number(line.slice(0, space)), line.slice(space + 1)]
  })
}

/** @returns how many frames nobody had heard of yet */
async function checkLog(known: KilledLog): Promise<number> {
  const log = new SqliteLog(known.path, { synchronous: known.synchronous })
  try {
    known.sequenceId ??= log.sequenceId
    if (log.sequenceId !== known.sequenceId) throw new Error('the sequenceId has changed')
    const { frames, position } = log.read({ after: 0, ...unbounded })
    if (position.prunedSeq > 0 && frames.length < maxFrames) {
      throw new Error(`only ${frames.length} frames are retained, of ${maxFrames} at least`)
    }
    const there = new Set(frames.map(({ seq }) => seq))
    for (const seq of known.texts.keys()) {
      if (seq <= position.prunedSeq) known.texts.delete(seq)
      else if (!there.has(seq)) throw new Error(`seq ${seq} was lost`)
    }
    let unheard = 0
    let last = position.prunedSeq
    for (const { seq, bytes } of frames) {
      if (seq <= last) throw new Error(`seq ${seq} comes after ${last}`)
      last = seq
      const text = textOf(bytes)
      const before = known.texts.get(seq)
      if (before === undefined) unheard++
      else if (before !== text) throw new Error(`seq ${seq} holds another event than was published`)
      known.texts.set(seq, text)
    }
    if (position.highestSeq < known.highestSeq) {
      throw new Error(`the log is at ${position.highestSeq}, not at ${known.highestSeq}`)
    }
    known.highestSeq = position.highestSeq
    const pending = log.pending(0).messages
    if (pending !== frames.length)
      throw new Error(`${pending} frames are counted, not ${frames.length}`)
    return unheard
  } finally {
    await log.close()
  }
}

function textOf(bytes: Uint8Array): string {
  const decoded = stream.codecs['xrpc.v0.cbor'].decode(bytes)
  return decoded.kind === 'message' && 'text' in decoded.message ? decoded.message.text : ''
}
