import type { StatedRules } from './stated-rule.js'

// What all of these ask of clients.

const framing = 'Event Stream specification, framing'
const sequencing = 'Event Stream specification, sequencing'
const connecting = 'Event Stream specification, connections'
const negotiation = 'Proposal 0015, negotiation'

export const clientRules = {
  'client-connects': {
    level: 'core',
    text: 'A client MUST open a WebSocket at the address of the stream.',
    reference: connecting,
  },
  'client-messages': {
    level: 'core',
    text: 'A client MUST hand out every message that it knows, once, whole, and in the order in which they come.',
    reference: framing,
  },
  'client-start': {
    level: 'core',
    text: 'A client without a saved cursor MUST be able to start without the parameter cursor.',
    reference: sequencing,
  },
  'client-saved-cursor': {
    level: 'core',
    text: 'A client that has a saved cursor MUST ask for it.',
    reference: sequencing,
  },
  'client-reconnects': {
    level: 'core',
    text: 'A client SHOULD connect again after a connection was lost, or closed with 1001, 1006, 1011 or 1012.',
    reference: 'RFC 6455, section 7.4.1',
  },
  'client-resumes': {
    level: 'core',
    text: 'A client that connects again MUST ask for the seq of the last message that it has handed out.',
    reference: sequencing,
  },
  'client-drops-repeats': {
    level: 'core',
    text: 'A client MUST NOT hand out a message again that a server repeats at the cursor.',
    reference: sequencing,
  },
  'client-unknown-message': {
    level: 'core',
    text: 'A client MUST ignore messages of unknown types, and go on.',
    reference: framing,
  },
  'client-unknown-op': {
    level: 'core',
    text: 'A client MUST ignore frames of unknown kinds, and go on.',
    reference: framing,
  },
  'client-unknown-field': {
    level: 'core',
    text: 'A client MUST ignore unknown fields of messages it knows.',
    reference: framing,
  },
  'client-broken-frame': {
    level: 'core',
    text: 'A client MUST end a connection on which a frame is malformed, and hand out nothing more of it.',
    reference: framing,
  },
  'client-error-ends': {
    level: 'core',
    text: 'A client MUST hand out nothing that follows an error frame.',
    reference: framing,
  },
  'client-future-cursor': {
    level: 'core',
    text: 'A client that is told FutureCursor MUST NOT ask for the same cursor again, but say so to its user.',
    reference: sequencing,
  },
  'client-outdated': {
    level: 'core',
    text: 'A client that is told OutdatedCursor MUST go on with the messages that follow.',
    reference: sequencing,
  },
  'client-offers': {
    level: 'encodings',
    text: 'A client MUST offer the subprotocols that it is to use as tokens, the most wanted first.',
    reference: negotiation,
  },
  'client-encoding': {
    level: 'encodings',
    text: 'A client MUST read frames in the encoding that the server has selected of those offered.',
    reference: negotiation,
  },
  'client-redials': {
    level: 'encodings',
    text: "A client whose offer is not answered MUST go on in the stream's default encoding, connecting again without tokens where its platform demands that.",
    reference: negotiation,
  },
  'client-wrong-token': {
    level: 'encodings',
    text: 'A client MUST fail a connection on which a subprotocol is selected that it has not offered.',
    reference: 'RFC 6455, section 4.1',
  },
  'client-wrong-kind': {
    level: 'encodings',
    text: 'A client MUST take a binary message for an error where JSON was selected.',
    reference: 'Proposal 0015, encodings',
  },
  'client-cursor-position': {
    level: 'cursor',
    text: 'A client MUST save the cursor of #cursor as it saves the seq of a message, and ask for it when it connects again.',
    reference: 'This proposal, CON-2',
  },
  'client-cursor-ahead': {
    level: 'cursor',
    text: 'A client MUST NOT take highestSeq of a #cursor for its position.',
    reference: 'This proposal, CON-3',
  },
  'client-sequence-changed': {
    level: 'cursor',
    text: 'A client MUST NOT go on silently where sequenceId differs from the one that its cursor belongs to.',
    reference: 'This proposal, CON-4',
  },
  'client-rollback': {
    level: 'time',
    text: 'Where sequenceId differs and the numbers tell the time, a client MUST either end with an error or go back in time, and hand out nothing twice.',
    reference: 'This proposal, CON-5',
  },
} as const satisfies StatedRules
