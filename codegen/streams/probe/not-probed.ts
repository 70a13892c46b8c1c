import { showDuration } from '../duration.js'
import { describeRefusal } from './describe-visit.js'
import type { Evidence } from './evidence.js'
import { hostLimits } from './limits.js'
import type { Refusal } from './read-refusal.js'

/** Why a host could not be probed, or not to the end. None of it breaks a rule. */
export interface NotProbed {
  /**
   * Stable: scripts may look for it.
   *
   * - `no-connection`: none could be made, or it was dropped before there was an answer;
   * - `not-served`: the host says that it has no such stream;
   * - `moved`: it sends its clients to another address;
   * - `unauthorized`: it does not let everybody in;
   * - `limited`: it has been asked too often (429);
   * - `unavailable`: it cannot serve the stream now;
   * - `refused`: it does not take this request.
   */
  readonly kind:
    | 'no-connection'
    | 'not-served'
    | 'moved'
    | 'unauthorized'
    | 'limited'
    | 'unavailable'
    | 'refused'
  /** On which connection, where some others had been made: `with cursor 0`. */
  readonly during: string | undefined
  /** What the host answered, or what went wrong instead. */
  readonly answer: string
  /** The answer itself; absent where there was none. */
  readonly refusal: Refusal | undefined
  /** What that means, and what to do. */
  readonly advice: string
}

/** Why there is no result, or not all of it; absent where there is. */
export function notProbed({
  visits: { current },
  limited,
  address,
}: Pick<Evidence, 'visits' | 'limited' | 'address'>): NotProbed | undefined {
  if (limited !== undefined) return refusedWith(limited.refusal, address.nsid, limited.during)
  const { end } = current
  if (end.by === 'refusal') return refusedWith(end.refusal, address.nsid, undefined)
  if (end.by !== 'failure') return undefined
  return {
    kind: 'no-connection',
    during: undefined,
    answer: end.detail,
    refusal: undefined,
    advice: 'there was no connection; see that the address is right, and that the host is up',
  }
}

function refusedWith(
  refusal: Refusal,
  nsid: string,
  during: string | undefined,
): NotProbed | undefined {
  const meaning = meaningOf(refusal, nsid)
  if (meaning === undefined) return undefined
  const { message } = refusal
  const text = message === undefined ? '' : `: ${message}`
  return { ...meaning, during, answer: `${describeRefusal(refusal)}${text}`, refusal }
}

/** Absent where an answer to the request for an upgrade can be no refusal, such as a page. */
function meaningOf(refusal: Refusal, nsid: string): Pick<NotProbed, 'kind' | 'advice'> | undefined {
  const { status, retryAfterMs } = refusal
  const later = `ask again ${retryAfterMs === undefined ? 'later' : `in ${showDuration(retryAfterMs)}`}`
  switch (status) {
    case 401:
    case 403:
    case 407:
      return {
        kind: 'unauthorized',
        advice: 'the host does not let everybody in; ask its operator for access',
      }
    case 404:
    case 405:
    case 410:
    case 501:
      return {
        kind: 'not-served',
        advice: `${nsid} is not served here; see that the name is right, or ask another host`,
      }
    case 426:
      return undefined
    case 429:
      return { kind: 'limited', advice: `${hostLimits}; ${later}` }
    case 408:
    case 425:
      return { kind: 'unavailable', advice: `the host does not answer now; ${later}` }
    default:
  }
  if (status < 300) return undefined
  if (status < 400) return { kind: 'moved', advice: whereTo(refusal) }
  return status < 500
    ? {
        kind: 'refused',
        advice:
          'the host does not take this request; see that the parameters of the address are right',
      }
    : { kind: 'unavailable', advice: `the host cannot serve the stream now; ${later}` }
}

function whereTo({ location }: Refusal): string {
  return location === undefined
    ? 'the host sends its clients elsewhere, and does not say where; ask its operator'
    : `the host sends its clients to another address; probe ${location} instead`
}
