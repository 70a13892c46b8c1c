import { describe, expect, it } from 'vitest'
import { DeliveredMessages } from '../../../templates/client/delivered/delivered-messages.js'
import type { Leg } from '../../../templates/client/delivered/leg.js'
import { post, posts, skewMs, type Post } from './relayed-history.js'

const did = 'did:web:a.test'
const other = 'did:web:b.test'

function remember(maxEntries = 1000, windowMs = 10_000) {
  return new DeliveredMessages<Post>(posts, { windowMs, maxEntries, skewMs })
}

/** Has a leg send `text@ms` messages of a key; which of them are handed out. */
function send(leg: Leg<Post>, key: string | undefined, line: string, safeMs = 0): string {
  const handedOut = line.split(' ').filter((word) => {
    const [text = '', ms] = word.split('@')
    return leg.admit(post(key, text, Math.floor(Math.random() * 1e6)), Number(ms), safeMs)
  })
  return handedOut.join(' ')
}

/** Has a leg send the nth message of a long history of one key. */
function sends(leg: Leg<Post>, nth: number): boolean {
  return leg.admit(post(did, `${nth % 7}`), nth * 50, 250_000)
}

describe('what was handed out', () => {
  it('is all that the first leg sends, equal or not', () => {
    const delivered = remember()
    const leg = delivered.leg({ startMs: 0, subscribedMs: 0 })
    expect(send(leg, did, 'on@100 on@101 off@102 on@103')).toBe('on@100 on@101 off@102 on@103')
    expect(delivered.size).toBe(4)
  })

  it('is not handed out again, and equal messages that follow are', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100 off@110 on@120')
    one.end()
    const next = delivered.leg({ startMs: 60, subscribedMs: 0, safeMs: 120 })
    expect(send(next, did, 'on@105 off@112 on@125 off@130 on@131')).toBe('off@130 on@131')
    expect(delivered.size).toBe(5)
  })

  it('goes by keys: what looks the same in another one is new', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100')
    one.end()
    const next = delivered.leg({ startMs: 60, subscribedMs: 0, safeMs: 120 })
    expect(send(next, other, 'on@100')).toBe('on@100')
    expect(send(next, undefined, 'on@100')).toBe('on@100')
    expect(send(next, did, 'on@100')).toBe('')
  })

  it('goes by what is said where there is no key', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, undefined, 'a@100 b@101 a@140')
    one.end()
    const next = delivered.leg({ startMs: 70, subscribedMs: 0, safeMs: 140 })
    expect(send(next, undefined, 'b@99 a@102 a@141 a@142 b@143')).toBe('a@142 b@143')
  })

  it('is new where the time is another one', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100')
    one.end()
    const next = delivered.leg({ startMs: 40, subscribedMs: 0, safeMs: 100 })
    expect(send(next, did, 'on@121')).toBe('on@121')
  })

  it('is followed from a later message on, too, where a leg begins there', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'a@100 on@110 off@120 on@130 b@200', 200)
    one.end()
    const next = delivered.leg({ startMs: 115, subscribedMs: 0, safeMs: 200 })
    expect(send(next, did, 'off@121 on@131 b@201 on@202')).toBe('on@202')
  })

  it('does not hold up what is from before the subscription', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 100, subscribedMs: 100 })
    send(one, did, 'b@105 c@106')
    one.end()
    const next = delivered.leg({ startMs: 80, subscribedMs: 100, safeMs: 106 })
    expect(send(next, did, 'a@99 b@104 c@108 d@109')).toBe('d@109')
  })

  it('is not taken for what came before the subscription and looks the same', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 80, subscribedMs: 80 })
    send(one, did, 'off@81 off@96 a@101 b@105', 105)
    one.end()
    const next = delivered.leg({ startMs: 60, subscribedMs: 80, safeMs: 111 })
    expect(send(next, did, 'off@65 off@81 off@97 a@102 b@104 off@117', 111)).toBe('off@117')
  })

  it('is told by what follows from what came before, at the border as well', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 80, subscribedMs: 80 })
    send(one, did, 'off@87 a@92 b@93', 93)
    one.end()
    const next = delivered.leg({ startMs: 73, subscribedMs: 80, safeMs: 100 })
    expect(send(next, did, 'on@74 off@81 off@88 a@93 b@94 c@95', 100)).toBe('c@95')
  })

  it('began with what came first, whatever is later by the clock of another host', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 80, subscribedMs: 80 })
    send(one, did, 'b@81', 81)
    const next = delivered.leg({ startMs: 60, subscribedMs: 80, safeMs: 85 })
    expect(send(next, did, 'a@82 b@83 c@84', 85)).toBe('c@84')
  })

  it('allows for a host that has left something out', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'a@100 b@101 d@103 e@104', 104)
    send(one, other, 'z@200', 104)
    one.end()
    const next = delivered.leg({ startMs: 40, subscribedMs: 0, safeMs: 200 })
    expect(send(next, did, 'a@100 b@101 c@102 d@103 e@104 f@190')).toBe('c@102 f@190')
    next.end()
    const last = delivered.leg({ startMs: 40, subscribedMs: 0, safeMs: 200 })
    expect(send(last, did, 'a@100 d@103 e@104 f@190 g@191')).toBe('g@191')
  })

  it('may come once more where equal messages follow each other as a leg begins', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100 on@105')
    one.end()
    const next = delivered.leg({ startMs: 95, subscribedMs: 0, safeMs: 105 })
    // Either the second one, or a third one after it: there is no telling.
    expect(send(next, did, 'on@106')).toBe('on@106')
  })

  it('is the same for legs side by side, whichever is ahead', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const next = delivered.leg({ startMs: 0, subscribedMs: 0 })
    expect(send(one, did, 'on@100 off@101')).toBe('on@100 off@101')
    expect(send(next, did, 'on@99 off@102 on@103 off@104')).toBe('on@103 off@104')
    expect(send(one, did, 'on@102 off@103 on@106')).toBe('on@106')
    one.end()
    expect(send(next, did, 'on@105 on@107')).toBe('on@107')
    expect(delivered.size).toBe(6)
  })

  it('is all there where two legs begin with the subscription, and all of either is in it', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 90, subscribedMs: 90 })
    const next = delivered.leg({ startMs: 90, subscribedMs: 90 })
    expect(send(one, did, 'on@100')).toBe('on@100')
    // Be it the same one or another one: one of those was handed out.
    expect(send(next, did, 'on@101')).toBe('')
    expect(send(next, did, 'on@102')).toBe('on@102')
    expect(send(one, did, 'on@101 on@102')).toBe('on@102')
  })

  it('is what the consumer wants, not what came before by the clock of either host', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 80, subscribedMs: 80 })
    send(one, did, 'f@84 g@85')
    const next = delivered.leg({ startMs: 60, subscribedMs: 80, safeMs: 85 })
    // The first one began with f: e was before that.
    expect(send(next, did, 'd@79 e@81 f@83 g@86 h@87')).toBe('h@87')
    expect(send(next, other, 'd@80 e@81')).toBe('e@81')
    const last = delivered.leg({ startMs: 60, subscribedMs: 80, safeMs: 87 })
    expect(send(last, did, 'f@78 x@79 g@85 x@86 h@88 i@89')).toBe('x@86 i@89')
  })

  it('is all that a host has, of what others left out as well', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 95, subscribedMs: 95 })
    send(one, did, 'a@100 b@103')
    send(one, other, 'z@200')
    const next = delivered.leg({ startMs: 75, subscribedMs: 95, safeMs: 200 })
    expect(send(next, did, 'a@100 x@102')).toBe('x@102')
  })

  it('may be the first of a key, though nobody knows where a leg begins', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 100, subscribedMs: 100 })
    send(one, did, 'b@105')
    const next = delivered.leg({ startMs: undefined, subscribedMs: 100, safeMs: 106 })
    expect(send(next, did, 'c@106')).toBe('c@106')
  })

  it('tells where the subscription began, where something later is said', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 1000, subscribedMs: 1000 })
    send(one, did, 'a@100 b@110')
    one.end()
    const next = delivered.leg({ startMs: 60, subscribedMs: 1000, safeMs: 110 })
    expect(send(next, did, 'a@101 b@111 c@112')).toBe('c@112')
  })

  it('comes again rather than not at all where a leg begins nobody knows where', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100')
    const next = delivered.leg({ startMs: undefined, subscribedMs: 0, safeMs: 100 })
    expect(send(next, did, 'on@101')).toBe('on@101')
    const last = delivered.leg({ startMs: undefined, subscribedMs: 0, safeMs: 125 })
    expect(send(last, did, 'on@99')).toBe('')
  })

  it('is not handed out by a leg that is further behind than is remembered', () => {
    const delivered = remember(2)
    const fast = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const slow = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const keys = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `did:web:n${number}.test`)
    for (const [at, key] of keys.entries()) send(fast, key, `a@${at * 100 + 50}`, at * 100)
    const again = keys.map((key, at) => send(slow, key, `a@${at * 100 + 51}`, 750))
    expect(again).toEqual(['', '', '', '', '', '', '', ''])
    expect(send(slow, did, 'a@760', 750)).toBe('a@760')
    expect(delivered.size).toBe(2)
  })

  it('is handed out beyond the safe position, however far ahead another leg is', () => {
    const delivered = remember(2)
    const fast = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const slow = delivered.leg({ startMs: 0, subscribedMs: 0 })
    for (const ms of [100, 200, 300, 400, 500]) send(fast, `did:web:n${ms}.test`, `a@${ms}`, 50)
    expect(send(slow, did, 'a@250', 50)).toBe('a@250')
  })

  it('is not what another host has left out, however long ago that is', () => {
    const delivered = remember()
    const fast = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const slow = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(fast, did, 'a@50 b@700', 50)
    expect(send(slow, other, 'a@60', 700)).toBe('a@60')
  })

  it('is dropped where it is forgotten and what came after it is not', () => {
    const delivered = remember(2)
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'a@100 b@101 c@102', 100)
    send(one, other, 'z@200', 102)
    one.end()
    const next = delivered.leg({ startMs: 80, subscribedMs: 0, safeMs: 200 })
    expect(send(next, did, 'a@102 b@103 c@104 d@190')).toBe('d@190')
  })

  it('begins where the subscription did, for keys of which nothing came as well', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 100, subscribedMs: 100 })
    send(one, other, 'z@200', 100)
    one.end()
    const next = delivered.leg({ startMs: 80, subscribedMs: 100, safeMs: 200 })
    expect(send(next, did, 'a@100 b@101', 200)).toBe('b@101')
  })
})

describe('the memory', () => {
  it('goes back so far from the safe position', () => {
    const delivered = remember(1000, 500)
    const leg = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(leg, did, 'a@0 b@250 c@500', 500)
    expect(delivered.size).toBe(3)
    send(leg, did, 'd@1000', 751)
    expect(delivered.size).toBe(2)
    send(leg, did, 'e@1000', 2000)
    expect(delivered.size).toBe(1)
  })

  it('holds so many, the newest ones, in the long run', () => {
    const delivered = remember(5000, 1e9)
    const leg = delivered.leg({ startMs: 0, subscribedMs: 0 })
    for (let ms = 1; ms <= 100_000; ms++) {
      leg.admit(post(`did:web:n${ms}.test`, 'a'), ms * 100, ms * 100 - 1)
      expect(delivered.size).toBe(Math.min(ms, 5000))
    }
    leg.end()
    const next = delivered.leg({ startMs: 9_400_000, subscribedMs: 0, safeMs: 1e7 })
    const isNew = (ms: number) => next.admit(post(`did:web:n${ms}.test`, 'a'), ms * 100, 1e7)
    expect(isNew(95_000)).toBe(true)
    // What was handed out just now has taken the place of the oldest one.
    expect([95_001, 95_002, 97_500, 100_000].map(isNew)).toEqual([true, true, false, false])
    expect(delivered.size).toBe(5000)
  })

  it('keeps to its bounds with legs side by side as well', () => {
    const delivered = remember(3000, 1e9)
    const legs = [0, 1].map(() => delivered.leg({ startMs: 0, subscribedMs: 0 }))
    for (let ms = 1; ms <= 20_000; ms++) {
      const handedOut = legs.filter((leg) =>
        leg.admit(post(`did:web:n${ms % 700}.test`, `${ms}`), ms, ms - 1),
      )
      expect(handedOut).toEqual([legs[0]])
    }
    expect(delivered.size).toBe(3000)
  })

  it.each([100, 10_000])('follows a leg far behind through a single key, over %i', (entries) => {
    const delivered = remember(entries, 1e9)
    const fast = delivered.leg({ startMs: 0, subscribedMs: 0 })
    const slow = delivered.leg({ startMs: 0, subscribedMs: 0 })
    expect([sends(fast, 1), sends(slow, 1)]).toEqual([true, false])
    for (let ms = 2; ms <= 5000; ms++) expect(sends(fast, ms)).toBe(true)
    for (let ms = 2; ms <= 5000; ms++) expect(sends(slow, ms)).toBe(false)
    expect(sends(slow, 5001)).toBe(true)
  })

  it('asks no more once the only leg is past what others have handed out', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'on@100', 99)
    one.end()
    const next = delivered.leg({ startMs: 40, subscribedMs: 0, safeMs: 100 })
    expect(send(next, did, 'on@100', 100)).toBe('')
    expect(send(next, other, 'x@200', 199)).toBe('x@200')
    // From here on nothing of it can be a copy, and nothing is taken for one.
    expect(send(next, did, 'on@100', 199)).toBe('on@100')
  })

  it('forgets a leg that has ended, once', () => {
    const delivered = remember()
    const one = delivered.leg({ startMs: 0, subscribedMs: 0 })
    send(one, did, 'a@100')
    one.end()
    one.end()
    expect(delivered.size).toBe(1)
  })
})
