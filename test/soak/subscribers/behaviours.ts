import { CheckedConnection } from './checked-connection.js'
import type { Circumstances } from './circumstances.js'
import type { Kind } from './tally.js'
import { vanishing } from './vanishing.js'

/** Resolves once the subscriber has left. */
type Behaviour = (around: Circumstances) => Promise<void>

/** What the subscribers of each kind do until it is time to leave. */
export const behaviours: Readonly<Record<Kind, Behaviour>> = {
  steady,
  slow,
  sleeping,
  returning,
  backfilling,
  vanishing,
}

/** How long the rest may take to arrive at the end, in milliseconds. */
const restMs = 60_000
/** Since nothing is dropped any more, to come back once is enough. */
const restAttempts = 3
/** How long a connection may take to be live, in milliseconds. */
const liveMs = 60_000
/** A server ends a connection whose peer answers no ping for 30 seconds. */
const longestSleepMs = 25_000

/** Takes everything as it comes, and never falls behind. */
async function steady(around: Circumstances): Promise<void> {
  const connection = new CheckedConnection(around.choose(undefined), around)
  connection.check.onAge = (ageMs) => around.tally.agesMs.push(ageMs)
  await leavingOr(around, connection.ended)
  if (connection.over) around.report('a subscriber that is not slow was ended')
  await takeRest(connection, around)
}

/** Stops reading for some seconds at a time, so that it is moved back to the log. */
async function slow(around: Circumstances): Promise<void> {
  let connection = new CheckedConnection(around.choose(undefined, 1), around)
  while (!around.leaving.aborted) {
    await around.pause(200, 2000)
    connection.pause()
    await around.pause(2500, 7000)
    connection.resume()
    await untilLive(connection, around)
    if (connection.over) connection = again(connection, around)
  }
  await takeRest(connection, around)
}

/** Stops reading until the log has dropped what it needs, and begins anew where it was. */
async function sleeping(around: Circumstances): Promise<void> {
  let connection = new CheckedConnection(around.choose(undefined, 1), around)
  while (!around.leaving.aborted) {
    await around.pause(500, 2000)
    connection.pause()
    const wakeSeq = around.seenSeq + 2 * around.windowFrames
    const wakeMs = performance.now() + longestSleepMs
    while (!around.leaving.aborted && around.seenSeq < wakeSeq && performance.now() < wakeMs) {
      await around.pause(100, 100)
    }
    connection.resume()
    await untilLive(connection, around)
    if (connection.over) connection = again(connection, around)
  }
  await takeRest(connection, around)
}

/** Leaves now and then, and comes back with its last position for the same or another part. */
async function returning(around: Circumstances): Promise<void> {
  let position: number | undefined
  while (!around.leaving.aborted) {
    const connection = new CheckedConnection(around.choose(position), around)
    await around.pause(100, 4000)
    if (around.leaving.aborted) return takeRest(connection, around)
    await connection.leave(around.random() < 0.5 ? 'closing' : 'terminating')
    position = connection.check.position ?? position
    await around.pause(0, 1500)
  }
}

/** Starts at the beginning, or far back, reads until it is live, and does that again. */
async function backfilling(around: Circumstances): Promise<void> {
  while (!around.leaving.aborted) {
    // Some of it is within the window, some is not.
    const back = Math.ceil(around.between(1, 3 * around.windowFrames))
    const cursor = around.random() < 0.4 ? 0 : Math.max(1, around.seenSeq - back)
    // Before anyone has seen anything only the beginning is known.
    const connection = new CheckedConnection(around.choose(around.seenSeq > 1 ? cursor : 0), around)
    await untilLive(connection, around)
    if (around.leaving.aborted) return takeRest(connection, around)
    await connection.leave('closing')
    await around.pause(300, 3000)
  }
}

/** A connection that goes on where one has ended. */
function again({ asked, check }: CheckedConnection, around: Circumstances): CheckedConnection {
  return new CheckedConnection({ ...asked, cursor: check.position }, around)
}

/** Waits until a connection is live, with all that anyone has seen by now. */
async function untilLive(connection: CheckedConnection, around: Circumstances): Promise<void> {
  const { seenSeq } = around
  await inTime(
    connection.until(() => connection.check.hasAll(seenSeq) || around.leaving.aborted),
    liveMs,
    () => around.report(`is not live after ${liveMs / 1000} s, at ${connection.check.position}`),
  )
}

/** Waits for what was published last, and leaves. */
async function takeRest(before: CheckedConnection, around: Circumstances): Promise<void> {
  before.resume()
  let connection = before
  for (let attempt = 1; ; attempt++) {
    const { lastSeq } = around
    const { check } = connection
    await inTime(
      connection.until(() => check.hasAll(lastSeq)),
      restMs,
      () => around.report(`has not got what was last: it is at ${check.position} of ${lastSeq}`),
    )
    // Who fell out of the window before it was time to leave comes back for the rest.
    if (!connection.over || check.error === undefined) break
    if (attempt === restAttempts) around.report(`cannot get what was last: ${check.error}`)
    if (attempt === restAttempts) break
    connection = again(connection, around)
  }
  await connection.leave('closing')
}

async function leavingOr({ leaving }: Circumstances, other: Promise<void>): Promise<void> {
  if (leaving.aborted) return
  const left = new Promise<void>((resolve) => {
    leaving.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([left, other])
}

async function inTime(work: Promise<void>, ms: number, tooLate: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      tooLate()
      resolve()
    }, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
