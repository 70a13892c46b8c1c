import { beforeAll, expect, it } from 'vitest'

import { OutputFolder } from '../generator/output-folder.js'
import { fileOf, ownProposal, type OwnProposal } from './own-proposal.js'
import { vectorMessages } from './vector-messages.js'

const right = new OutputFolder('reference-types')
const wrong = new OutputFolder('reference-types-wrong')
let proposal: OwnProposal
let types = ''

beforeAll(async () => {
  proposal = await ownProposal()
  types = fileOf(proposal, 'types.ts')
})

it('import nothing and run nothing', () => {
  const code = types.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  expect(code).not.toMatch(/\bimport\b|\brequire\b|\bdeclare\b/)
  const declarations = code.match(/^ *export \w+/gm) ?? []
  expect(new Set(declarations.map((each) => each.trim()))).toEqual(
    new Set(['export type', 'export interface', 'export namespace']),
  )
})

it('have a type for every message, all in the union of the stream', () => {
  for (const { namespace, stream } of proposal.model.documents) {
    if (stream === undefined) continue
    const start = types.indexOf(`export namespace ${namespace} {`)
    expect(start).toBeGreaterThan(0)
    const own = types.slice(start, types.indexOf('\n}\n', start))
    for (const { reference } of stream.messages) {
      expect(own).toContain(`  export interface ${reference.name} {`)
    }
    const [, union = ''] = /export type Message =\s*([\s\S]*?)\n\n/.exec(own) ?? []
    const members = union.split('|').map((member) => member.trim())
    expect(members.filter((member) => member !== '')).toEqual(
      stream.messages.map(({ reference }) => reference.name),
    )
    const [, errors = ''] = /export type ErrorName =\s*([\s\S]*?)\n\n/.exec(own) ?? []
    expect(errors.match(/\w+/g)).toEqual(stream.errors.map(({ name }) => name))
  }
})

it('have a type for the answer of getStatus, with every property', () => {
  const start = types.indexOf('export namespace ComAtprotoStreamGetStatus {')
  expect(start).toBeGreaterThan(0)
  const own = types.slice(start, types.indexOf('\n}\n', start))
  expect(own).toContain('  export interface Output {')
  const names = own.match(/^    readonly \w+\??/gm)?.map((line) => line.trim().slice(9))
  expect(names).toEqual([
    'stream',
    'highestSeq',
    'lowestSeq?',
    'seqScheme?',
    'sequenceId?',
    'shardCount?',
    'messagesPerMinute?',
    'time?',
    'subprotocols',
  ])
})

it('compile under strict settings, and hold every message of the vectors', async () => {
  const namespaces = new Map(
    proposal.model.documents.map(({ nsid, namespace }) => [nsid, namespace]),
  )
  const messages = vectorMessages(proposal)
    // What is unknown to the lexicon is unknown to the types.
    .filter(({ id }) => !id.endsWith('/unknown-properties'))
    .map(({ nsid, value }) => `frame<Types.${namespaces.get(nsid)}.Frame>(${inFrame(value)})`)
  expect(messages.length).toBeGreaterThan(100)
  right.write([
    ['types.ts', types],
    ['messages.ts', `${preamble}${messages.join('\n')}\n`],
  ])
  expect(await right.compile()).toEqual([])
})

it('refuse what the schemas refuse', async () => {
  const frame = 'frame<Types.ComAtprotoSyncSubscribeRepos.Frame>'
  const cursor = {
    $type: 'com.atproto.sync.subscribeRepos#cursor',
    cursor: 1,
    highestSeq: 2,
    live: true,
  }
  const { live: _live, ...incomplete } = cursor
  wrong.write([
    ['types.ts', types],
    [
      'messages.ts',
      [
        preamble.trimEnd(),
        `${frame}(${inFrame(cursor)})`,
        `${frame}(${inFrame(incomplete)})`,
        `${frame}(${inFrame({ ...cursor, cursor: '1' })})`,
        `${frame}(${inFrame({ ...cursor, $type: 'com.atproto.sync.subscribeRepos#position' })})`,
        `${frame}(${JSON.stringify({ $type: 'error', error: 'SomethingNew' })})`,
        `${frame}(${JSON.stringify({ $type: 'error' })})`,
      ].join('\n'),
    ],
  ])
  const complaints = (await wrong.compile()).filter((line) => line.startsWith('messages.ts'))
  expect(complaints.map((line) => Number(/\((\d+),/.exec(line)?.[1]))).toEqual([4, 5, 6, 8])
})

const preamble = `import type * as Types from './types.js'
function frame<F>(_frame: F): void {}
`

function inFrame(payload: unknown): string {
  return JSON.stringify({ $type: 'message', payload })
}
