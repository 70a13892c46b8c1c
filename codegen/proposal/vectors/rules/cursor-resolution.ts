import type { Json, JsonObject } from '../encode/json.js'

/** The moment at which all cases take place. */
const clock = '2026-07-04T14:39:14.000Z'
const now = 1_783_175_954_000_000
const second = 1_000_000

/** What a server has of a stream. */
interface Log {
  readonly highestSeq: number
  /** The last number that is gone: the highest that it held once and holds no longer; 0 for none. */
  readonly prunedSeq: number
  /** The number before the first that it ever held. */
  readonly originSeq: number
  readonly held: readonly number[]
}

const empty: Log = { highestSeq: 0, prunedSeq: 0, originSeq: 0, held: [] }
const counted: Log = { highestSeq: 60, prunedSeq: 30, originSeq: 9, held: [40, 50, 60] }
const young: Log = { highestSeq: 60, prunedSeq: 0, originSeq: 39, held: [40, 50, 60] }
const whole: Log = { highestSeq: 3, prunedSeq: 0, originSeq: 0, held: [1, 2, 3] }
const bare: Log = { highestSeq: 60, prunedSeq: 60, originSeq: 9, held: [] }
const timed: Log = {
  highestSeq: now - 5 * second,
  prunedSeq: now - 10 * second,
  originSeq: 0,
  held: [now - 9 * second, now - 7 * second, now - 5 * second],
}
/** The last number of a stream that counted for years, until its host told the time. */
const lastCount = 31_527_015_322
/** That stream, quiet since. */
const switched: Log = {
  highestSeq: lastCount,
  prunedSeq: lastCount - 30,
  originSeq: 0,
  held: [lastCount - 20, lastCount - 10, lastCount],
}
/** That stream, with the first messages that have a time. */
const resumed: Log = {
  highestSeq: now - 5 * second,
  prunedSeq: lastCount - 20,
  originSeq: 0,
  held: [lastCount - 10, lastCount, now - 7 * second, now - 5 * second],
}
/** A burst has run ahead of the clock. */
const ahead: Log = {
  highestSeq: now + 90 * second,
  prunedSeq: 0,
  originSeq: 0,
  held: [now - second, now + 90 * second],
}

/** `ok`, or what the server has to say about the cursor. */
type Verdict = 'ok' | 'OutdatedCursor' | 'FutureCursor'

type Row = readonly [
  id: string,
  description: string,
  log: Log,
  requested: number | null,
  position: number,
  verdict: Verdict,
]

const counter: readonly Row[] = [
  ['absent', 'Without a cursor: from now on.', counted, null, 60, 'ok'],
  ['absent-empty', 'The same where there has been nothing yet.', empty, null, 0, 'ok'],
  ['absent-bare', 'The same where nothing is held any more.', bare, null, 60, 'ok'],
  ['zero', '0 asks for all that is held; what is gone is not complained of.', counted, 0, 30, 'ok'],
  ['zero-whole', '0 where everything is held.', whole, 0, 0, 'ok'],
  [
    'zero-young',
    '0 where the log began late: the position is the number before the first.',
    young,
    0,
    39,
    'ok',
  ],
  ['zero-empty', '0 where there has been nothing yet.', empty, 0, 0, 'ok'],
  ['zero-bare', '0 where nothing is held any more.', bare, 0, 60, 'ok'],
  ['held', 'A number that is held: strictly after it.', counted, 50, 50, 'ok'],
  ['lowest-held', 'The lowest that is held.', counted, 40, 40, 'ok'],
  ['gap', 'A number that was never assigned, between two that were.', counted, 55, 55, 'ok'],
  ['highest', 'The highest: nothing to replay.', counted, 60, 60, 'ok'],
  ['last-pruned', 'The last that is gone: nothing after it is missing.', counted, 30, 30, 'ok'],
  [
    'gap-before-held',
    'Between the last that is gone and the first that is held.',
    counted,
    35,
    35,
    'ok',
  ],
  ['pruned', 'Before the last that is gone.', counted, 29, 30, 'OutdatedCursor'],
  ['pruned-one', '1 is a number like any other.', counted, 1, 30, 'OutdatedCursor'],
  [
    'pruned-bare',
    'Where nothing is held any more, there is nothing to replay either.',
    bare,
    30,
    60,
    'OutdatedCursor',
  ],
  ['before-origin', 'Before the log began.', young, 38, 39, 'OutdatedCursor'],
  ['at-origin', 'The number before the first.', young, 39, 39, 'ok'],
  ['above', 'Above the highest.', counted, 61, 60, 'FutureCursor'],
  [
    'far-above',
    'The highest number there can be.',
    counted,
    Number.MAX_SAFE_INTEGER,
    60,
    'FutureCursor',
  ],
  [
    'above-empty',
    'Any number but 0, where there has been nothing yet.',
    empty,
    1,
    0,
    'FutureCursor',
  ],
  ['time', 'A time, to a host that counts.', counted, now, 60, 'FutureCursor'],
]

const micros: readonly Row[] = [
  ['absent', 'Without a cursor: from now on.', timed, null, now - 5 * second, 'ok'],
  ['zero', '0 asks for all that is held.', timed, 0, now - 10 * second, 'ok'],
  [
    'held',
    'A number that is held: strictly after it.',
    timed,
    now - 7 * second,
    now - 7 * second,
    'ok',
  ],
  ['between', 'A time between two messages.', timed, now - 8 * second, now - 8 * second, 'ok'],
  ['highest', 'The highest.', timed, now - 5 * second, now - 5 * second, 'ok'],
  [
    'since-highest',
    'A time at which nothing has happened since: live at once, at the highest.',
    timed,
    now - 1,
    now - 5 * second,
    'ok',
  ],
  ['now', "The server's own time.", timed, now, now - 5 * second, 'ok'],
  [
    'clock-ahead',
    'A clock that is ahead by just the allowance.',
    timed,
    now + 60 * second,
    now - 5 * second,
    'ok',
  ],
  [
    'too-far-ahead',
    'A microsecond more.',
    timed,
    now + 60 * second + 1,
    now - 5 * second,
    'FutureCursor',
  ],
  [
    'counter-from-before',
    'A count from before the host told the time is older than everything.',
    timed,
    lastCount,
    now - 10 * second,
    'OutdatedCursor',
  ],
  [
    'pruned',
    'A time before what is held.',
    timed,
    now - 11 * second,
    now - 10 * second,
    'OutdatedCursor',
  ],
  ['empty', 'A time, where there has been nothing yet.', empty, now, 0, 'ok'],
  [
    'empty-future',
    'A time too far ahead, where there has been nothing yet.',
    empty,
    now + 61 * second,
    0,
    'FutureCursor',
  ],
  [
    'switched',
    'A time, where all numbers so far are counts.',
    switched,
    now - 300 * second,
    lastCount,
    'ok',
  ],
  [
    'switched-counter',
    'A count, where all numbers so far are counts.',
    switched,
    lastCount - 10,
    lastCount - 10,
    'ok',
  ],
  [
    'switched-last-count',
    'The last count, where the numbers after it are times: none of those is missing.',
    resumed,
    lastCount,
    lastCount,
    'ok',
  ],
  [
    'switched-between',
    'A time after the last count and before the first time.',
    resumed,
    now - 300 * second,
    now - 300 * second,
    'ok',
  ],
  [
    'ahead-highest',
    'The highest, though it is ahead of the clock.',
    ahead,
    now + 90 * second,
    now + 90 * second,
    'ok',
  ],
  [
    'ahead-below',
    'Beyond clock and allowance, yet below the highest: no future.',
    ahead,
    now + 70 * second,
    now + 70 * second,
    'ok',
  ],
  [
    'ahead-above',
    'Above a highest that is ahead of the clock.',
    ahead,
    now + 90 * second + 1,
    now + 90 * second,
    'FutureCursor',
  ],
]

const shortAllowance: readonly Row[] = [
  [
    'short-allowance',
    'Within an allowance of 2 seconds.',
    timed,
    now + 2 * second,
    now - 5 * second,
    'ok',
  ],
  [
    'short-allowance-exceeded',
    'Beyond it.',
    timed,
    now + 2 * second + 1,
    now - 5 * second,
    'FutureCursor',
  ],
]

/** The vectors of where a connection starts. */
export function buildCursorResolution(): JsonObject {
  return {
    $schema: 'schema/cursor-resolution.schema.json',
    description:
      'Where a connection starts, and what the server sends first: #cursor, then #info or an error where there is cause, then what it replays.',
    cases: [
      ...counter.map((row) => resolutionCase('counter', row, 60)),
      ...micros.map((row) => resolutionCase('unix-micros', row, 60)),
      ...shortAllowance.map((row) => resolutionCase('unix-micros', row, 2)),
    ],
  }
}

function resolutionCase(
  seqScheme: string,
  [id, description, log, requested, position, verdict]: Row,
  futureAllowanceSeconds: number,
): JsonObject {
  const { highestSeq, prunedSeq, originSeq, held } = log
  const [lowestSeq] = held
  const failed = verdict === 'FutureCursor'
  // What was asked for is a position; where the window is sent in its place, several say the same.
  const startsAtWindow = requested === 0 || verdict === 'OutdatedCursor'
  const replays = failed ? [] : held.filter((seq) => seq > position)
  return {
    id: `${seqScheme}/${id}`,
    description,
    server: {
      seqScheme,
      clock,
      futureAllowanceSeconds,
      highestSeq,
      lowestSeq,
      prunedSeq,
      originSeq,
      held,
    },
    requested,
    first: {
      cursor: {
        cursor: startsAtWindow ? positionsBetween(position, lowestSeq) : position,
        highestSeq,
        live: !failed && position >= highestSeq,
        lowestSeq,
        seqScheme,
      },
      info: verdict === 'OutdatedCursor' ? verdict : undefined,
      error: failed ? verdict : undefined,
      closeCode: failed ? 1008 : undefined,
    },
    replays,
  }
}

/** Every number that tells the place between the last message that is gone and the lowest held. */
function positionsBetween(lastGone: number, lowestSeq: number | undefined): Json {
  const atMost = lowestSeq === undefined ? lastGone : lowestSeq - 1
  return lastGone === atMost ? lastGone : { atLeast: lastGone, atMost }
}
