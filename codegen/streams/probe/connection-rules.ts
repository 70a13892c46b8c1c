import { isSubprotocol } from '../../../templates/frame/subprotocol.js'
import { isArray } from '../../../templates/values/lex-map.js'
import { describeVisit } from './describe-visit.js'
import { hasReadable, statusOf, visitsOf, type Evidence } from './evidence.js'
import {
  broken,
  kept,
  notOffered,
  notSeen,
  stated,
  unasked,
  type Rule,
  type Verdict,
} from './rule.js'
import type { Visit } from './visit.js'

// Rules about connections as such: handshakes, encodings, frames, closing.

const reachable: Rule = {
  ...stated('reachable'),
  judge: ({ visits: { current } }) =>
    current.opened ? kept : broken('a WebSocket', describeVisit(current)),
}

const plainRefused: Rule = {
  ...stated('plain-refused'),
  judge: ({ plain }) => {
    if (plain === undefined) return unasked
    if (plain.kind === 'failed') return broken('HTTP 426', plain.detail)
    return plain.status < 400 ? broken('HTTP 426', `HTTP ${plain.status}`) : kept
  },
}

const subprotocolOffered: Rule = {
  ...stated('subprotocol-offered'),
  judge: (evidence) => {
    const verdict = firstBreach(evidence, ({ offer, selected }) => {
      if (selected === undefined || selected === offer) return undefined
      const expected = offer === undefined ? 'none, since none was offered' : `${offer}, or none`
      return { expected, came: selected }
    })
    return unlessNothingRead(verdict, evidence, () => true)
  },
}

const subprotocolSpoken: Rule = {
  ...stated('subprotocol-spoken'),
  judge: (evidence) => {
    const selected = visitsOf(evidence).filter(([, seen]) => seen.selected !== undefined)
    if (selected.length === 0) return notOffered('the server selects no subprotocol')
    const verdict = firstBreach(evidence, ({ selected: token, frames, misspoken, spoken }) => {
      if (token === undefined || !isSubprotocol(token)) return undefined
      if (misspoken !== undefined) {
        return { expected: `frames of ${token}`, came: `frames of ${spoken}` }
      }
      const wrong = frames.find((frame) => frame.kind === 'broken')
      return wrong && { expected: `a frame of ${token}`, came: wrong.detail }
    })
    return unlessNothingRead(verdict, evidence, (seen) => seen.selected !== undefined)
  },
}

const frameValid: Rule = {
  ...stated('frame-valid'),
  judge: (evidence) => {
    const verdict = firstBreach(evidence, ({ selected, spoken, frames }) => {
      if (selected !== undefined) return undefined
      const wrong = frames.find((frame) => frame.kind === 'broken')
      return wrong && { expected: `a frame of ${spoken}`, came: wrong.detail }
    })
    return unlessNothingRead(verdict, evidence, (seen) => seen.selected === undefined)
  },
}

const errorEnds: Rule = {
  ...stated('error-ends'),
  judge: (evidence) => {
    const told = visitsOf(evidence).filter(([, { frames }]) =>
      frames.some(({ kind }) => kind === 'error'),
    )
    if (told.length === 0) return notSeen('no error frame came')
    return firstBreach(evidence, ({ frames, end }) => {
      const at = frames.findIndex(({ kind }) => kind === 'error')
      if (at === -1) return undefined
      const expected = 'nothing more, and the end of the connection'
      if (at < frames.length - 1) return { expected, came: 'another frame' }
      return end.by === 'time' ? { expected, came: 'a connection that stays open' } : undefined
    })
  },
}

const closeCode: Rule = {
  ...stated('close-code'),
  judge: (evidence) => {
    if (!visitsOf(evidence).some(([, { end }]) => end.by === 'host')) {
      return notSeen('the server closed no connection')
    }
    return firstBreach(evidence, ({ end }) =>
      end.by === 'host' && end.code === 1000
        ? { expected: '1001 or 1012 where it goes away, 1008 after an error', came: '1000' }
        : undefined,
    )
  },
}

const staysOpen: Rule = {
  ...stated('stays-open'),
  judge: ({ visits: { current } }) => {
    if (!current.opened) return notSeen('there was no connection')
    return current.end.by === 'host' ? broken('an open connection', describeVisit(current)) : kept
  },
}

const statusSubprotocols: Rule = {
  ...stated('status-subprotocols'),
  judge: (evidence) => {
    const claimed = statusOf(evidence)?.['subprotocols']
    if (claimed === undefined || !isArray(claimed)) return notOffered('the host does not tell them')
    const [first] = claimed
    const { defaultSubprotocol } = evidence
    if (first !== defaultSubprotocol) {
      return broken(`${defaultSubprotocol} first`, `${JSON.stringify(first)} first`)
    }
    return firstBreach(evidence, ({ offer, selected, opened }) =>
      opened && offer !== undefined && claimed.includes(offer) && selected !== offer
        ? { expected: `${offer} is selected`, came: `${selected ?? 'none'} is` }
        : undefined,
    )
  },
}

export const connectionRules: readonly Rule[] = [
  reachable,
  plainRefused,
  subprotocolOffered,
  subprotocolSpoken,
  frameValid,
  staysOpen,
  errorEnds,
  closeCode,
  statusSubprotocols,
]

/** A rule about frames is not kept where none came that can be read. */
function unlessNothingRead(
  verdict: Verdict,
  evidence: Evidence,
  isAbout: (seen: Visit) => boolean,
): Verdict {
  const isRead = visitsOf(evidence).some(([, seen]) => isAbout(seen) && hasReadable(seen))
  return verdict.kind === 'kept' && !isRead ? nothingRead : verdict
}

export const nothingRead = notSeen('no frame came that can be read')

/** Holds every visit against a rule; the first one that breaks it is told, with its name. */
export function firstBreach(
  evidence: Evidence,
  breach: (seen: Visit) => { readonly expected: string; readonly came: string } | undefined,
): Verdict {
  for (const [name, seen] of visitsOf(evidence)) {
    const found = breach(seen)
    if (found !== undefined) return broken(found.expected, `${found.came} (${name})`)
  }
  return kept
}
