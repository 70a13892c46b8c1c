import type { StatedRules } from './stated-rule.js'

// What proposal 0015 asks of servers.

const negotiation = 'Proposal 0015, negotiation'
const encoding = 'Proposal 0015, encodings'

export const encodingRules = {
  'subprotocol-offered': {
    level: 'encodings',
    text: 'A server MUST select one of the subprotocols that the client offers, or none.',
    reference: 'RFC 6455, section 4.2.2',
  },
  'subprotocol-spoken': {
    level: 'encodings',
    text: 'A server that selects a subprotocol MUST send its frames in that encoding, JSON in text messages and CBOR in binary ones.',
    reference: encoding,
  },
  'subprotocol-preferred': {
    level: 'encodings',
    text: 'Of the tokens that it supports, a server MUST select the one that the client offers first, passing over those that it does not know.',
    reference: negotiation,
  },
  'subprotocol-exact': {
    level: 'encodings',
    text: 'A server MUST compare tokens exactly, with regard to case, and select none where it supports none of those offered.',
    reference: negotiation,
  },
  'encodings-agree': {
    level: 'encodings',
    text: 'A message MUST have the same value in every encoding.',
    reference: encoding,
    needs: 'a stream that retains a message',
  },
  'status-subprotocols': {
    level: 'encodings',
    text: 'The subprotocols of getStatus MUST be ones that can be negotiated, the default first.',
    reference: 'This proposal, STA-3',
  },
} as const satisfies StatedRules
