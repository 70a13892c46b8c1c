import { describe, expect, it } from 'vitest'
import {
  judgeHandshake,
  maxOffers,
  parseOffers,
  selectSubprotocol,
} from '../../templates/frame/negotiation.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'

describe('parseOffers', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['xrpc.v1.json', ['xrpc.v1.json']],
    ['a, b,c ,\td', ['a', 'b', 'c', 'd']],
    [', ,a,,', ['a']],
    ['XRPC.v1.json', ['XRPC.v1.json']],
  ])('reads %j', (header, offers) => {
    expect(parseOffers(header)).toEqual(offers)
  })

  it('looks at no more than the first 16 tokens', () => {
    const header = `${'x,'.repeat(10_000)}xrpc.v1.json`
    expect(parseOffers(header)).toEqual(Array.from({ length: maxOffers }, () => 'x'))
  })
})

describe('selectSubprotocol', () => {
  it.each([
    { offers: [], selected: undefined },
    { offers: ['xrpc.v1.json', 'xrpc.v1.cbor'], selected: 'xrpc.v1.json' },
    { offers: ['xrpc.v1.cbor', 'xrpc.v1.json'], selected: 'xrpc.v1.cbor' },
    { offers: ['mqtt', 'xrpc.v0.cbor'], selected: 'xrpc.v0.cbor' },
    { offers: ['XRPC.V1.JSON', 'xrpc.v2.cbor', 'constructor'], selected: undefined },
  ])('takes the most wanted of $offers: $selected', ({ offers, selected }) => {
    expect(selectSubprotocol(offers, subprotocols)).toBe(selected)
  })

  it('passes over what the server does not support', () => {
    expect(selectSubprotocol(['xrpc.v1.json', 'xrpc.v0.cbor'], ['xrpc.v0.cbor'])).toBe(
      'xrpc.v0.cbor',
    )
  })
})

function judge(
  handshake: Parameters<typeof judgeHandshake>[0],
  offers: Parameters<typeof judgeHandshake>[1],
) {
  return judgeHandshake(handshake, offers, 'xrpc.v0.cbor')
}

describe('judgeHandshake', () => {
  it('speaks what was selected', () => {
    expect(judge({ opened: true, selected: 'xrpc.v1.json' }, ['xrpc.v1.json'])).toEqual({
      kind: 'use',
      subprotocol: 'xrpc.v1.json',
    })
  })

  it.each([[[]], [['xrpc.v1.json'] as const]])(
    'speaks the default after no answer to %j',
    (offers) => {
      expect(judge({ opened: true, selected: '' }, offers)).toEqual({
        kind: 'use',
        subprotocol: 'xrpc.v0.cbor',
      })
    },
  )

  it('dials again without offers where a missing answer may have been the reason', () => {
    const redial = { kind: 'redial-without-offers' }
    expect(judge({ opened: false, reason: 'no-subprotocol' }, ['xrpc.v1.json'])).toEqual(redial)
    expect(judge({ opened: false, reason: 'unknown' }, ['xrpc.v1.json'])).toEqual(redial)
  })

  it('does not where there was another reason, or nothing offered', () => {
    const failed = { kind: 'failed' }
    expect(judge({ opened: false, reason: 'other' }, ['xrpc.v1.json'])).toEqual(failed)
    expect(judge({ opened: false, reason: 'unknown' }, [])).toEqual(failed)
  })

  it('rejects a selection that was not offered', () => {
    expect(judge({ opened: true, selected: 'xrpc.v1.cbor' }, ['xrpc.v1.json'])).toEqual({
      kind: 'protocol-error',
      detail: 'the server selected the subprotocol "xrpc.v1.cbor" (offered: xrpc.v1.json)',
    })
    expect(judge({ opened: true, selected: 'XRPC.v1.json' }, [])).toEqual({
      kind: 'protocol-error',
      detail: 'the server selected the subprotocol "XRPC.v1.json" (offered: nothing)',
    })
    expect(judge({ opened: false, reason: 'wrong-subprotocol' }, ['xrpc.v1.json'])).toEqual({
      kind: 'protocol-error',
      detail: 'the server selected a subprotocol that was not offered (offered: xrpc.v1.json)',
    })
  })
})
