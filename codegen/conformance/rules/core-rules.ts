import type { StatedRules } from './stated-rule.js'

// What today's specification asks of servers.

const framing = 'Event Stream specification, framing'
const sequencing = 'Event Stream specification, sequencing'
const connecting = 'Event Stream specification, connections'

export const coreRules = {
  reachable: {
    level: 'core',
    text: 'A server MUST serve a stream as a WebSocket at /xrpc/ and its NSID.',
    reference: connecting,
  },
  'plain-refused': {
    level: 'core',
    text: 'A server MUST answer a request without an upgrade with an error, which SHOULD be 426 where it is a GET.',
    reference: connecting,
  },
  'method-refused': {
    level: 'core',
    text: 'A server MUST answer other methods than GET with an error, which SHOULD be 405.',
    reference: connecting,
  },
  'parameter-ignored': {
    level: 'core',
    text: 'A server MUST ignore parameters that the lexicon of the stream does not have.',
    reference: connecting,
  },
  'frame-valid': {
    level: 'core',
    text: "Where nothing is negotiated, a server MUST send well-formed frames in the stream's default encoding.",
    reference: framing,
  },
  'incoming-ignored': {
    level: 'core',
    text: 'A server MUST ignore messages that a client sends, and answer its pings.',
    reference: connecting,
  },
  'stays-open': {
    level: 'core',
    text: 'A server MUST keep a connection without cursor open, for what comes.',
    reference: connecting,
  },
  'error-ends': {
    level: 'core',
    text: 'A server MUST send nothing after an error frame, and close the connection.',
    reference: framing,
  },
  'close-code': {
    level: 'core',
    text: 'A server MUST NOT close with 1000, which clients take for the end of the stream.',
    reference: 'RFC 6455, section 7.4.1',
  },
  'seq-range': {
    level: 'core',
    text: 'Sequence numbers MUST be integers of 1 or more.',
    reference: sequencing,
  },
  'seq-increasing': {
    level: 'core',
    text: 'On a connection every sequence number MUST be above the one before.',
    reference: sequencing,
  },
  'cursor-zero': {
    level: 'core',
    text: 'A server MUST answer cursor 0 with the whole retained window, from the oldest message on.',
    reference: sequencing,
  },
  'cursor-future': {
    level: 'core',
    text: 'A server MUST answer a cursor ahead of the stream with the error FutureCursor.',
    reference: sequencing,
  },
  'cursor-old': {
    level: 'core',
    text: 'A server MUST answer a cursor older than what is retained with what is retained, or with an error that says so.',
    reference: sequencing,
  },
  'cursor-malformed': {
    level: 'core',
    text: 'A server MUST refuse a cursor that is no integer, with HTTP 400 InvalidRequest or, as older servers do, with an error frame of that name.',
    reference: connecting,
  },
  'replay-complete': {
    level: 'core',
    text: 'A server MUST send every retained message above the cursor, leaving none out.',
    reference: sequencing,
    needs: 'a stream that retains three messages or more',
  },
  'live-delivered': {
    level: 'core',
    text: 'A server MUST send every new message to the connections that have reached the end of the stream.',
    reference: sequencing,
    needs: 'messages that are published while a connection is open',
  },
  'live-only': {
    level: 'core',
    text: 'A server MUST NOT send stored messages to a connection without cursor.',
    reference: sequencing,
    needs: 'a stream with stored messages on which nothing else is published',
  },
  'message-intact': {
    level: 'core',
    text: 'A server MUST send a message with the type and the fields that it was published with.',
    reference: framing,
    needs: 'messages that are known beforehand',
  },
  'outdated-told': {
    level: 'core',
    text: 'A server MUST send #info OutdatedCursor before the messages where some behind the cursor are gone, and MUST NOT where it has them all.',
    reference: sequencing,
    needs: 'a stream that has forgotten its first messages',
  },
} as const satisfies StatedRules
