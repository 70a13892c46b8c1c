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
})

describe('how a tail stands', () => {
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
  let nowMs = 0
  /** A meter that has seen so many messages a second for two seconds, up to `cursor`. */
  const meterAt = (perSecond: number, cursor: number, step = 1) => {
    nowMs = 0
    const meter = new TailMeter(() => nowMs)
    const count = perSecond * 2
    for (let n = 0; n <= count; n++) {
      nowMs = (n / count) * 2000
      meter.count(cursor - (count - n) * step)
    }
    return meter
  }

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
    expect(meterAt(20, 70).describe(position)).toBe(text)
  })

  it('is told in time where numbers tell the time', () => {
    // Each message a second after the one before: twenty times as fast as they came about.
    const cursor = 1_767_322_800_000_000
    const highestSeq = cursor + 600_000_000
    const position: Position = {
      ...none,
      cursor,
      highestSeq,
      live: false,
      seqScheme: 'unix-micros',
    }
    expect(meterAt(20, cursor, 1_000_000).describe(position)).toBe(
      'cursor 1767322800000000 · behind 10 min · 20/s · 30 s left · backfill',
    )
  })

  it('has no rate at first, nor right after a connection was lost', () => {
    const meter = meterAt(20, 70)
    meter.restart()
    expect(meter.describe({ ...none, cursor: 70, live: true })).toBe('cursor 70 · live')
    nowMs += 2000
    expect(meter.describe({ ...none, cursor: 70, live: true })).toBe('cursor 70 · 0.0/s · live')
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
