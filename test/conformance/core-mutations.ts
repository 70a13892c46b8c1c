import { nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import type { BrokenServer } from './broken-server.js'
import {
  lost,
  highest,
  typeOf,
  isCursor,
  isLive,
  seqOf,
  withFields,
  isFirstMessage,
  isSecondStored,
} from './changed-item.js'

/** Servers that break today's specification, one rule each. */
export const brokenAtCore: readonly BrokenServer[] = [
  { rule: 'reachable', what: 'refuses everybody', ask: () => 'InvalidRequest' },
  {
    rule: 'plain-refused',
    what: 'answers a plain request with 200',
    answer: (path, method, status, body) =>
      method === 'GET' && path.startsWith(`/xrpc/${nsid}`) ? [200, {}] : [status, body],
  },
  {
    rule: 'method-refused',
    what: 'answers POST with 200',
    answer: (path, method, status, body) =>
      method === 'POST' && path.startsWith('/xrpc/') ? [200, {}] : [status, body],
  },
  {
    rule: 'parameter-ignored',
    what: 'refuses a parameter that it does not know',
    ask: (query) => (query.has('lexstreamConformance') ? 'InvalidRequest' : undefined),
  },
  {
    rule: 'frame-valid',
    what: 'sends a frame that is none behind the first #cursor',
    send: (item, { sent, selected }) =>
      selected === undefined && sent.length === 0 ? [item, { frame: { binary: 'a1ff' } }] : [item],
  },
  {
    rule: 'incoming-ignored',
    what: 'closes where a client sends something',
    opened: (webSocket) => void webSocket.on('message', () => webSocket.close(1008)),
  },
  {
    rule: 'stays-open',
    what: 'goes away from those who ask for nothing',
    setup: false,
    opened: (webSocket, { asked }) => (asked === null ? webSocket.close(1001) : undefined),
  },
  { rule: 'error-ends', silent: true, what: 'stays connected after an error', close: () => null },
  { rule: 'close-code', what: 'closes with 1000', close: () => 1000 },
  {
    rule: 'seq-range',
    silent: true,
    what: 'numbers from 0 on',
    setup: false,
    send: (item, { sent, asked }) => {
      if (isCursor(item)) return []
      const [first] = sent
      return first === undefined && asked === '0' ? [withFields(item, { seq: 0 }), item] : [item]
    },
  },
  {
    rule: 'seq-increasing',
    what: 'sends every message twice',
    send: (item) => (seqOf(item) === undefined ? [item] : [item, item]),
  },
  {
    rule: 'cursor-zero',
    what: 'leaves the oldest message out',
    setup: false,
    send: (item, { sent, asked }) =>
      asked === '0' && isFirstMessage(item, sent) ? [lost] : [item],
  },
  {
    rule: 'cursor-future',
    silent: true,
    what: 'takes any cursor',
    ask: (query) => {
      if (query.get('cursor') === highest) query.delete('cursor')
      return undefined
    },
  },
  {
    rule: 'cursor-old',
    what: 'refuses an old cursor as if it were none',
    ask: (query) => (query.get('cursor') === '1' ? 'InvalidRequest' : undefined),
  },
  {
    rule: 'cursor-malformed',
    silent: true,
    what: 'takes what is no number for no cursor',
    ask: (query) => {
      if (query.get('cursor') === 'abc') query.delete('cursor')
      return undefined
    },
  },
  {
    rule: 'replay-complete',
    silent: true,
    what: 'loses the second message of a replay',
    send: (item, connection) => (isSecondStored(item, connection) ? [lost] : [item]),
  },
  {
    rule: 'live-delivered',
    silent: true,
    what: 'sends nothing new',
    send: (item, { sent }) => (seqOf(item) !== undefined && sent.some(isLive) ? [] : [item]),
  },
  {
    rule: 'live-only',
    silent: true,
    what: 'replays everything where there is no cursor',
    ask: (query) => {
      if (!query.has('cursor')) query.set('cursor', '0')
      return undefined
    },
    send: (item) => (isCursor(item) ? [] : [item]),
  },
  {
    rule: 'message-intact',
    what: 'says of every account that it is gone',
    send: (item) => [typeOf(item) === '#account' ? withFields(item, { active: false }) : item],
  },
  {
    rule: 'outdated-told',
    what: 'says nothing of what is gone',
    send: (item) => (typeOf(item) === '#info' ? [] : [item]),
  },
]
