import type { StatedRules } from './stated-rule.js'

// What #cursor messages ask of servers.

export const cursorRules = {
  'cursor-first': {
    level: 'cursor',
    text: 'On a connection on which a server sends #cursor, it MUST be the first message.',
    reference: 'This proposal, CUR-1',
  },
  'cursor-fields': {
    level: 'cursor',
    text: 'In #cursor, 0 <= cursor <= highestSeq MUST hold, lowestSeq MUST be 1 or more, and sequenceId at most 128 bytes.',
    reference: 'This proposal, CUR-3',
  },
  'cursor-monotonic': {
    level: 'cursor',
    text: 'On a connection neither cursor nor highestSeq of #cursor MUST ever decrease.',
    reference: 'This proposal, CUR-8',
  },
  'cursor-covers': {
    level: 'cursor',
    text: 'After a #cursor, a server MUST NOT send a message whose seq is at or below its cursor.',
    reference: 'This proposal, CUR-6',
  },
  'cursor-live': {
    level: 'cursor',
    text: 'The first #cursor of a connection without cursor MUST say that it is live.',
    reference: 'This proposal, CUR-13',
  },
  'cursor-start': {
    level: 'cursor',
    text: 'The first #cursor of a connection MUST tell the position that the connection starts behind, and the highest seq of the stream.',
    reference: 'This proposal, CUR-9',
    needs: 'a stream on which nothing else is published',
  },
  'cursor-replaying': {
    level: 'cursor',
    text: 'Every #cursor before the last replayed message MUST say live: false.',
    reference: 'This proposal, CUR-11',
    needs: 'a stream with stored messages on which nothing else is published',
  },
  'cursor-cutover': {
    level: 'cursor',
    text: 'Where the replay ends, a server MUST send a #cursor that says live: true, and whose cursor covers what was replayed.',
    reference: 'This proposal, CUR-12',
    needs: 'a stream with stored messages on which nothing else is published',
  },
  'cursor-idle': {
    level: 'cursor',
    text: 'A server SHOULD send a further #cursor on a live connection to which nothing sequenced was sent for a while.',
    reference: 'This proposal, CUR-15',
    needs: 'a stream that is idle, or --idle with the longest time to wait for it',
  },
  'replay-exclusive': {
    level: 'cursor',
    text: 'A server that sends #cursor MUST send only messages whose seq is above the cursor that was asked for, unless that lies ahead of the stream.',
    reference: 'This proposal, RES-1',
  },
  'sequence-id': {
    level: 'cursor',
    text: 'All connections, and getStatus, MUST name the same sequenceId for as long as the numbers can be compared.',
    reference: 'This proposal, STA-2',
  },
  'status-fields': {
    level: 'cursor',
    text: 'getStatus, where there is one, MUST answer stream, highestSeq and subprotocols.',
    reference: 'This proposal, STA-1',
  },
  'status-agrees': {
    level: 'cursor',
    text: 'getStatus MUST tell the same seqScheme and shardCount as #cursor, and, of the same sequence, no lower highestSeq than was told before.',
    reference: 'This proposal, STA-2',
  },
} as const satisfies StatedRules
