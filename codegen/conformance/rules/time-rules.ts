import type { StatedRules } from './stated-rule.js'

// What sequence numbers that tell the time ask of servers.

export const timeRules = {
  'seq-scheme': {
    level: 'time',
    text: 'Numbers of the scheme unix-micros MUST be microseconds since 1970, but for counts from before the host changed over, and SHOULD NOT run far ahead of the clock.',
    reference: 'This proposal, SEQ-2',
  },
  'seq-now': {
    level: 'time',
    text: 'A new message MUST get the time of its publication as seq, or a number shortly after it in a burst.',
    reference: 'This proposal, SEQ-2',
    needs: 'messages that are published while a connection is open',
  },
  'time-cursor': {
    level: 'time',
    text: 'A server MUST start a connection live whose cursor lies above highestSeq, but not beyond its clock and an allowance.',
    reference: 'This proposal, RES-6',
  },
  'time-future': {
    level: 'time',
    text: 'A server MUST answer a cursor that lies beyond its clock and an allowance with the error FutureCursor.',
    reference: 'This proposal, RES-6',
  },
} as const satisfies StatedRules
