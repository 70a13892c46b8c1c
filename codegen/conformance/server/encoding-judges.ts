import { isSubprotocol } from '../../../templates/frame/subprotocol.js'
import { hasReadable } from '../../streams/probe/evidence.js'
import { fail, notJudged, notOffered, pass } from '../verdict.js'
import type { Findings, Judge } from './findings.js'
import { comparable, isSameMessage, sequencedOf } from './seen-talk.js'

// Rules of proposal 0015, beyond those of a probe.

const preferred: Judge = ({ further }) => {
  const { handshakes, encodings } = further
  const supported: readonly string[] = [...encodings]
    .filter(([token, { visit }]) => visit.selected === token)
    .map(([token]) => token)
  if (handshakes.length === 0 || encodings.size === 0) return undefined
  if (supported.length === 0) return notOffered('the server negotiates nothing')
  for (const { offers, seen } of handshakes) {
    const due = offers.find((offer) => supported.includes(offer))
    const { selected, opened } = seen.visit
    // What was never supported is for the rule about exact comparison.
    if (!opened || due === undefined || (selected !== undefined && !isSubprotocol(selected))) {
      continue
    }
    if (selected !== due) return fail(`${due} of ${offers.join(', ')}`, selected ?? 'none')
  }
  return isRead(further) ? pass : nothingRead
}

const exact: Judge = ({ further }) => {
  const { handshakes, encodings } = further
  if (handshakes.length === 0) return undefined
  for (const { offers, seen } of handshakes) {
    const { selected } = seen.visit
    if (selected !== undefined && !isSubprotocol(selected)) {
      const due = offers.some(isSubprotocol) ? 'one that it speaks, or none' : 'none'
      return fail(`${due} of ${offers.join(', ')}`, selected)
    }
  }
  if (encodings.size === 0) return undefined
  return isRead(further) ? pass : nothingRead
}

const agree: Judge = ({ further: { encodings } }) => {
  const [first, ...others] = [...encodings].filter(
    ([token, { visit }]) => visit.selected === token && visit.misspoken === undefined,
  )
  if (encodings.size === 0) return undefined
  if (first === undefined || others.length === 0) {
    return notOffered('the server speaks no two encodings')
  }
  const [firstToken, firstTalk] = first
  const values = new Map(sequencedOf(firstTalk).map(({ seq, message }) => [seq, message]))
  let compared = 0
  for (const [token, talk] of others) {
    for (const { seq, message } of sequencedOf(talk)) {
      const value = values.get(seq)
      if (value === undefined || message === undefined) continue
      compared += 1
      if (!isSameMessage(value, message)) {
        const text = (shown: typeof message) => JSON.stringify(comparable(shown))
        return fail(`${text(value)} as in ${firstToken}`, `${text(message)} in ${token}`)
      }
    }
  }
  return compared === 0 ? undefined : pass
}

const nothingRead = notJudged('no frame came that can be read')

/** To select something, and then not to speak, says nothing of what a server supports. */
function isRead({ encodings }: Findings['further']): boolean {
  return [...encodings].some(([, { visit }]) => hasReadable(visit))
}

export const encodingJudges = {
  'subprotocol-preferred': preferred,
  'subprotocol-exact': exact,
  'encodings-agree': agree,
} as const satisfies Readonly<Record<string, Judge>>
