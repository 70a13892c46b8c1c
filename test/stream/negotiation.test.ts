import { expect, it } from 'vitest'
import { maxOffers, parseOffers } from '../../templates/frame/negotiation.js'

// What is read, selected and done then is pinned by the vectors.

it('no more than the first 16 tokens of an offer are looked at', () => {
  const header = `${'x,'.repeat(10_000)}xrpc.v1.json`
  expect(parseOffers(header)).toEqual(Array.from({ length: maxOffers }, () => 'x'))
})
