import type { CursorMessage } from '../../../templates/stream/cursor-message.js'
import { firstBreach } from './connection-rules.js'
import { cursorsOf, seqsOf, statusOf, visitsOf, type Evidence } from './evidence.js'
import { broken, kept, notOffered, notSeen, stated, type Rule } from './rule.js'

// Rules about sequence numbers and about `#cursor`, which tells of them.

const noCursor = notOffered('the host sends no #cursor')
const noSeq = notSeen('no message with a seq came')

const seqRange: Rule = {
  ...stated('seq-range'),
  judge: (evidence) => {
    if (!anySeq(evidence)) return noSeq
    return firstBreach(evidence, (seen) => {
      const wrong = seqsOf(seen).find((seq) => seq < 1)
      return wrong === undefined ? undefined : { expected: '1 or more', came: `seq ${wrong}` }
    })
  },
}

const seqIncreasing: Rule = {
  ...stated('seq-increasing'),
  judge: (evidence) => {
    if (!anySeq(evidence)) return noSeq
    return firstBreach(evidence, (seen) => {
      const seqs = seqsOf(seen)
      const at = seqs.findIndex((seq, index) => seq <= (seqs[index - 1] ?? -Infinity))
      if (at === -1) return undefined
      return { expected: `above ${seqs[at - 1]}`, came: `seq ${seqs[at]} after it` }
    })
  },
}

const seqScheme: Rule = {
  ...stated('seq-scheme'),
  judge: (evidence) => {
    const told = allCursors(evidence).find((cursor) => cursor.seqScheme === 'unix-micros')
    if (told === undefined)
      return notOffered('the host does not claim that its numbers tell the time')
    const hostMs = Date.parse(told.time ?? '')
    const limit = (Number.isNaN(hostMs) ? evidence.nowMs : hostMs) * 1000 + aheadMicros
    const expected = `at most ${limit}`
    if (told.highestSeq > limit) return broken(expected, `highestSeq ${told.highestSeq}`)
    return firstBreach(evidence, (seen) => {
      let time: number | undefined
      for (const seq of seqsOf(seen)) {
        if (seq > limit) return { expected, came: `seq ${seq}` }
        // What a host has counted before it changed over stays in its window, and is behind all times.
        if (seq >= firstTime) time = seq
        else if (time !== undefined) {
          return { expected: `${firstTime} or more after seq ${time}`, came: `seq ${seq}` }
        }
      }
      return undefined
    })
  },
}

/** No counter is above it, and no time of this century below. */
const firstTime = 1e15
/** How far numbers may run ahead of the clock in a burst, and clocks differ: an hour. */
const aheadMicros = 3_600_000_000

const cursorFirst: Rule = {
  ...stated('cursor-first'),
  judge: (evidence) => {
    if (allCursors(evidence).length === 0) return noCursor
    return firstBreach(evidence, ({ frames, selected, spoken }) => {
      const [first] = frames
      // Hosts may keep it from those who have negotiated nothing newer.
      const isOwed = selected !== undefined && spoken !== 'xrpc.v0.cbor'
      const comesLater = frames.some(({ kind }) => kind === 'cursor')
      if (first === undefined || first.kind === 'cursor' || first.kind === 'broken')
        return undefined
      if (!isOwed && !comesLater) return undefined
      return { expected: '#cursor', came: first.kind === 'message' ? first.$type : first.kind }
    })
  },
}

const cursorFields: Rule = {
  ...stated('cursor-fields'),
  judge: (evidence) => {
    if (allCursors(evidence).length === 0) return noCursor
    return firstBreach(evidence, (seen) => {
      for (const { cursor, highestSeq, lowestSeq = 1, sequenceId = '' } of cursorsOf(seen)) {
        if (cursor < 0) return { expected: 'cursor of 0 or more', came: `${cursor}` }
        if (cursor > highestSeq) {
          return { expected: `cursor of at most ${highestSeq}`, came: `${cursor}` }
        }
        if (lowestSeq < 1) return { expected: 'lowestSeq of 1 or more', came: `${lowestSeq}` }
        const bytes = Buffer.byteLength(sequenceId)
        if (bytes > 128) return { expected: 'sequenceId of at most 128 bytes', came: `${bytes}` }
      }
      return undefined
    })
  },
}

const cursorMonotonic: Rule = {
  ...stated('cursor-monotonic'),
  judge: (evidence) => {
    if (allCursors(evidence).length === 0) return noCursor
    return firstBreach(evidence, (seen) => {
      let before: CursorMessage | undefined
      for (const now of cursorsOf(seen)) {
        for (const name of ['cursor', 'highestSeq'] as const) {
          const least = before?.[name] ?? 0
          if (now[name] < least) {
            return { expected: `${name} of ${least} or more`, came: `${now[name]}` }
          }
        }
        before = now
      }
      return undefined
    })
  },
}

const cursorCovers: Rule = {
  ...stated('cursor-covers'),
  judge: (evidence) => {
    if (allCursors(evidence).length === 0) return noCursor
    return firstBreach(evidence, ({ frames }) => {
      let covered = 0
      for (const frame of frames) {
        if (frame.kind === 'cursor') covered = frame.cursor.cursor
        if (frame.kind === 'message' && frame.seq !== undefined && frame.seq <= covered) {
          return { expected: `above ${covered}`, came: `seq ${frame.seq}` }
        }
      }
      return undefined
    })
  },
}

const cursorLive: Rule = {
  ...stated('cursor-live'),
  judge: ({ visits: { current } }) => {
    const [first] = cursorsOf(current)
    if (first === undefined) return noCursor
    return first.live ? kept : broken('live: true', 'live: false')
  },
}

const sequenceId: Rule = {
  ...stated('sequence-id'),
  judge: (evidence) => {
    const names = allCursors(evidence).map((cursor) => cursor.sequenceId)
    const status = statusOf(evidence)
    if (status !== undefined) names.push(textOf(status['sequenceId']))
    if (names.every((name) => name === undefined)) return notOffered('the host names none')
    const [first] = names
    const other = names.find((name) => name !== first)
    return names.some((name) => name !== first) ? broken(quoted(first), quoted(other)) : kept
  },
}

export const sequenceRules: readonly Rule[] = [
  seqRange,
  seqIncreasing,
  seqScheme,
  cursorFirst,
  cursorFields,
  cursorMonotonic,
  cursorCovers,
  cursorLive,
  sequenceId,
]

function anySeq(evidence: Evidence): boolean {
  return visitsOf(evidence).some(([, seen]) => seqsOf(seen).length > 0)
}

function allCursors(evidence: Evidence): readonly CursorMessage[] {
  return visitsOf(evidence).flatMap(([, seen]) => cursorsOf(seen))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text)
}
