import type { Dial, DialEnd } from '../../templates/client/dial.js'

/** What is told of connections as they come and go. */
export interface DialWatch {
  /** Another connection is being opened; all frames of the one before have been consumed. */
  dialling(): void
  /** It is open. */
  opened(): void
}

/**
 * A dial that tells of its connections, and gives one up that is neither open nor refused in time,
 * as where a host sends its refusal bit by bit without an end.
 */
export function watchedDial(dial: Dial, limitMs: number, watch: DialWatch): Dial {
  return (request, events) => {
    watch.dialling()
    let over = false
    const end = (reason: DialEnd) => {
      clearTimeout(timer)
      if (!over) events.ended(reason)
      over = true
    }
    const timer = setTimeout(() => {
      end({ kind: 'refused', reason: 'other', detail: `no answer within ${limitMs} ms` })
      dialled.close(1000, '')
    }, limitMs)
    const dialled = dial(request, {
      opened: (selected) => {
        clearTimeout(timer)
        if (over) return
        watch.opened()
        events.opened(selected)
      },
      received: (frame, binary) => {
        if (!over) events.received(frame, binary)
      },
      ended: end,
    })
    return dialled
  }
}
