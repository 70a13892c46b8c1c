import { describe, expect, it } from 'vitest'

import type { Position } from '../../templates/client/position.js'
import { CidLink } from '../../templates/values/cid-link.js'
import { messageLine, type LineFormat } from '../../codegen/streams/message-line.js'
import { showDuration } from '../../codegen/streams/duration.js'
import { TailMeter } from '../../codegen/streams/tail-meter.js'

const nsid = 'com.example.subscribe'
const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'
const link = CidLink.parse(cid)
if (link === undefined) throw new Error('the link is none')

const message = {
  $type: `${nsid}#thing`,
  seq: 7,
  none: null,
  number: 5,
  digits: '5',
  plain: 'a/b:c',
  spaced: 'a b',
  long: 'x'.repeat(250),
  bytes: new Uint8Array(15).fill(255),
  few: new Uint8Array([1, 2]),
  link,
  list: [{ name: 'a', to: { id: 1 } }, { name: 'b' }, 3],
}
const line = (fields: readonly string[] | undefined, json = false) => {
  const format: LineFormat = { json, fields, paintType: (type) => type }
  return messageLine(message, nsid, format)
}

describe('lines', () => {
  it('show values so that nobody takes one for another', () => {
    expect(line(['none', 'number', 'digits', 'plain', 'spaced'])).toBe(
      '7 #thing none=null number=5 digits="5" plain=a/b:c spaced="a b"',
    )
  })

  it('shorten bytes and texts for people, and not in JSON', () => {
    expect(line(['bytes', 'few', 'link'])).toBe(
      `7 #thing bytes={"$bytes":"////////////////… (15 bytes)"} few={"$bytes":"AQI"} link={"$link":"${cid}"}`,
    )
    expect(line(['long'])).toBe(`7 #thing long="${'x'.repeat(200)}…"`)
    expect(line(['bytes', 'few', 'link'], true)).toBe(
      `{"bytes":{"$bytes":"////////////////////"},"few":{"$bytes":"AQI"},"link":{"$link":"${cid}"}}`,
    )
    expect(line(['long'], true)).toBe(`{"long":"${'x'.repeat(250)}"}`)
  })

  it('show fields within others, of each item of a list', () => {
    expect(line(['list.name', 'list.to.id', 'list.other', 'number.none', 'seq'])).toBe(
      '7 #thing list.name=["a","b"] list.to.id=[1]',
    )
    expect(line(['seq', 'list.name'], true)).toBe('{"seq":7,"list.name":["a","b"]}')
  })

  it.each([false, true])('are none where a message has none of the fields (JSON: %s)', (json) => {
    expect(line(['did', 'list.other', 'seq.none'], json)).toBeUndefined()
    expect(line(['did', 'seq'], json)).toBe(json ? '{"seq":7}' : '7 #thing')
    expect(line(undefined, json)).toContain('thing')
  })
})

const none: Position = {
  cursor: undefined,
  highestSeq: undefined,
  lowestSeq: undefined,
  live: undefined,
  behind: { messages: undefined, bytes: undefined, seconds: undefined },
  backfill: undefined,
  seqScheme: undefined,
  sequenceId: undefined,
  host: 'host.example',
  subprotocol: 'xrpc.v0.cbor',
  inferred: false,
}

/** A position of which nothing is known but its cursor and its age. */
const aged = (cursor: number, seconds: number): Position => ({
  ...none,
  cursor,
  live: false,
  behind: { ...none.behind, seconds },
  inferred: true,
})

/** What is said after two seconds of so many messages a second, where `at` says how it stands. */
const describeAfter = (perSecond: number, at: (ms: number) => Position): string => {
  let nowMs = 0
  let counted = 0
  const meter = new TailMeter(() => nowMs)
  for (; nowMs < 2000; nowMs += 250) {
    for (; counted < (perSecond * nowMs) / 1000; counted++) meter.count()
    meter.describe(at(nowMs))
  }
  for (; counted < perSecond * 2; counted++) meter.count()
  return meter.describe(at(nowMs))
}

describe('how a tail stands', () => {
  it.each([
    ['nothing is known', none, 'no position yet · 20/s'],
    ['it is live', { ...none, cursor: 70, live: true }, 'cursor 70 · 20/s · live'],
    [
      'the host counts what is left',
      { ...none, cursor: 70, live: false, behind: { ...none.behind, messages: 300 } },
      'cursor 70 · behind 300 messages · 20/s · 15 s left · backfill',
    ],
    [
      'the end is known by its number',
      { ...none, cursor: 70, highestSeq: 470, live: false },
      'cursor 70 · behind at most 400 messages · 20/s · 20 s left · backfill',
    ],
  ])('is told where %s', (_name, position, text) => {
    const { cursor } = position
    const at = (ms: number): Position =>
      cursor === undefined ? position : { ...position, cursor: cursor - ((2000 - ms) / 1000) * 20 }
    expect(describeAfter(20, at)).toBe(text)
  })

  it('is told in time where numbers tell the time', () => {
    // Each message a second after the one before: twenty times as fast as they came about.
    const cursor = 1_767_322_800_000_000
    const highestSeq = cursor + 600_000_000
    const at = (ms: number): Position => ({
      ...none,
      cursor: cursor - (2000 - ms) * 20_000,
      highestSeq,
      live: false,
      seqScheme: 'unix-micros',
    })
    expect(describeAfter(20, at)).toBe(
      'cursor 1767322800000000 · behind 10 min · 20/s · 30 s left · backfill',
    )
  })

  describe('by the age of its messages, where nothing else is known', () => {
    it('has the time left from the pace at which it shrinks', () => {
      expect(describeAfter(48, (ms) => aged(183, 3600 + (2000 - ms) * 0.02))).toBe(
        'cursor 183 · behind 60 min · 48/s · 3 min left · backfill',
      )
    })

    it('has no time left where it grows', () => {
      expect(describeAfter(48, (ms) => aged(183, 3600 - (2000 - ms) * 0.001))).toBe(
        'cursor 183 · behind 60 min · 48/s · backfill',
      )
    })

    it('has none until the first message of a connection has told', () => {
      const untold = { ...none, cursor: 183, inferred: true }
      expect(
        describeAfter(48, (ms) => (ms < 1500 ? untold : aged(183, 3600 + (2000 - ms) * 0.02))),
      ).toBe('cursor 183 · behind 60 min · 48/s · backfill')
    })

    it('is not said once the stream is live', () => {
      expect(describeAfter(48, () => ({ ...aged(183, 4), live: true }))).toBe(
        'cursor 183 · 48/s · live',
      )
    })
  })

  it('has no rate at first, nor right after a connection was lost', () => {
    let nowMs = 0
    const meter = new TailMeter(() => nowMs)
    const position = { ...none, cursor: 70, live: true }
    expect(meter.describe(position)).toBe('cursor 70 · live')
    for (let n = 0; n < 10; n++) meter.count()
    nowMs += 2000
    expect(meter.describe(position)).toBe('cursor 70 · 5.0/s · live')
    meter.restart()
    expect(meter.describe(position)).toBe('cursor 70 · live')
    nowMs += 2000
    expect(meter.describe(position)).toBe('cursor 70 · 0.0/s · live')
  })

  it.each([
    [900, '1 s'],
    [89_000, '89 s'],
    [300_000, '5 min'],
    [9_000_000, '2.5 h'],
    [259_200_000, '3 d'],
  ])('says %i ms as %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text)
  })
})
