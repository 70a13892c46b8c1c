import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import type { SeenFrame } from './seen-frame.js'
import { Talk, type TalkEnd, type TalkRequest } from './talk.js'

/** One connection to make. */
export interface VisitRequest extends Omit<TalkRequest, 'offers'> {
  /** The subprotocol to offer; absent for none. */
  readonly offer: Subprotocol | undefined
  /** How long the handshake may take, and then all that is to come, in milliseconds each. */
  readonly timeoutMs: number
  /** Whether what came so far is all that is wanted. */
  readonly enough: (frames: readonly SeenFrame[]) => boolean
}

/** How a connection ended. */
export type VisitEnd =
  | TalkEnd
  /** The probe had seen enough. */
  | { readonly by: 'probe' }
  /** The time was over, which is no fault on an idle stream. */
  | { readonly by: 'time' }

/** What was seen on one connection. */
export interface Visit {
  readonly offer: Subprotocol | undefined
  readonly opened: boolean
  /** The token that the host answered; absent where it answered none. */
  readonly selected: string | undefined
  /** The encoding in which the frames were read: what was selected, or else the default. */
  readonly spoken: Subprotocol
  /** As of {@link Talk.misspoken}. */
  readonly misspoken: string | undefined
  readonly frames: readonly SeenFrame[]
  readonly end: VisitEnd
}

/** Makes one connection and looks at what comes. Never rejects. */
export async function visit(request: VisitRequest): Promise<Visit> {
  const { offer, timeoutMs } = request
  const talk = new Talk({ ...request, offers: offer === undefined ? [] : [offer] })
  await talk.until(() => talk.opened, timeoutMs)
  const isFull = talk.opened && (await talk.until(() => talk.full, timeoutMs))
  const seen = visitOf(talk, offer, timeoutMs, { by: 'time' })
  talk.leave()
  return isFull ? { ...seen, end: { by: 'probe' } } : seen
}

/** What a connection has shown until now, which ends like this unless it has ended by itself. */
export function visitOf(
  talk: Talk,
  offer: Subprotocol | undefined,
  timeoutMs: number,
  unlessEnded: VisitEnd,
): Visit {
  const { opened, selected, spoken, misspoken, frames, end } = talk
  const noAnswer: VisitEnd = { by: 'failure', detail: `no answer within ${timeoutMs} ms` }
  return {
    offer,
    opened,
    selected,
    spoken,
    misspoken,
    frames: [...frames],
    end: end ?? (opened ? unlessEnded : noAnswer),
  }
}
