import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { beforeAll, describe, expect, it } from 'vitest'

import { lexiconPatch, repositoryPath } from '../../codegen/proposal/patch/lexicon-patch.js'
import { upstreamFolder } from '../../codegen/proposal/patch/upstream-folder.js'
import { upstreamPackage } from '../../codegen/proposal/patch/upstream-package.js'
import type { Upstream } from '../../codegen/proposal/patch/upstream.js'
import { readTree, temporaryFolder, writeTree } from '../cli/temporary-folder.js'
import { ownDocument } from '../lexicons/own-documents.js'
import { differences, structureOf } from '../lexicons/structure.js'
import { fileOf, ownProposal, type OwnProposal } from './own-proposal.js'

const changed = [
  'chat.bsky.moderation.subscribeModEvents',
  'com.atproto.label.subscribeLabels',
  'com.atproto.sync.subscribeRepos',
]
const added = ['com.atproto.stream.defs', 'com.atproto.stream.getStatus']

let proposal: OwnProposal
let upstream: Upstream

beforeAll(async () => {
  proposal = await ownProposal()
  const found = await upstreamPackage('@atproto/api')
  if (found === undefined) throw new Error('@atproto/api is not installed')
  upstream = found
})

async function textOf(nsid: string): Promise<string> {
  const text = await upstream.textOf(nsid)
  if (text === undefined) throw new Error(`${nsid} is not there`)
  return text
}

/** A repository with upstream's documents, committed. */
async function upstreamRepository(): Promise<string> {
  const folder = await temporaryFolder()
  const documents = await Promise.all(
    changed.map(async (nsid) => [repositoryPath(nsid), await textOf(nsid)] as const),
  )
  await writeTree(folder, { 'README.md': 'upstream\n', ...Object.fromEntries(documents) })
  await git(folder, 'init', '--quiet')
  await git(folder, 'add', '.')
  return folder
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args])
  return stdout
}

describe('the lexicon patch', () => {
  it('is taken by git apply, and makes of upstream what our lexicons are', async () => {
    const folder = await upstreamRepository()
    await writeTree(folder, { 'lexicons.patch': fileOf(proposal, 'lexicons.patch') })
    await git(folder, 'apply', '--check', 'lexicons.patch')
    await git(folder, 'apply', '--whitespace=error-all', 'lexicons.patch')
    const tree = await readTree(`${folder}/lexicons`)
    expect(Object.keys(tree)).toEqual(
      [...changed, ...added]
        .map((nsid) => repositoryPath(nsid).slice('lexicons/'.length))
        .toSorted(),
    )
    for (const nsid of [...changed, ...added]) {
      const document: unknown = JSON.parse(
        tree[repositoryPath(nsid).slice('lexicons/'.length)] ?? '',
      )
      expect(structureOf(document), nsid).toEqual(structureOf(ownDocument(nsid)))
    }
    await git(folder, 'apply', '--reverse', 'lexicons.patch')
    expect(await git(folder, 'status', '--porcelain')).not.toMatch(/^ M/m)
  })

  it('is taken where the published text differs in white space, as the README says', async () => {
    const folder = await upstreamRepository()
    for (const nsid of changed) {
      const text = (await textOf(nsid)).replaceAll(/^ +/gm, (indent) => indent.repeat(2))
      await writeTree(folder, { [repositoryPath(nsid)]: text })
    }
    await writeTree(folder, { 'lexicons.patch': fileOf(proposal, 'lexicons.patch') })
    await expect(git(folder, 'apply', 'lexicons.patch')).rejects.toThrow('patch does not apply')
    expect(fileOf(proposal, 'README.md')).toContain(
      '`git apply --ignore-whitespace lexicons.patch`',
    )
    await git(folder, 'apply', '--ignore-whitespace', 'lexicons.patch')
    const tree = await readTree(folder)
    for (const nsid of [...changed, ...added]) {
      const document: unknown = JSON.parse(tree[repositoryPath(nsid)] ?? '')
      expect(structureOf(document), nsid).toEqual(structureOf(ownDocument(nsid)))
    }
  })

  it('adds, and neither takes away nor changes anything, descriptions included', async () => {
    const folder = await upstreamRepository()
    await writeTree(folder, { 'lexicons.patch': fileOf(proposal, 'lexicons.patch') })
    await git(folder, 'apply', 'lexicons.patch')
    const tree = await readTree(folder)
    for (const nsid of changed) {
      const before: unknown = JSON.parse(await textOf(nsid))
      const after: unknown = JSON.parse(tree[repositoryPath(nsid)] ?? '')
      const lines = differences(before, after)
      expect(lines.length).toBeGreaterThan(4)
      expect(lines.filter((line) => !line.startsWith('added '))).toEqual([])
    }
  })

  it('says what it adds to each document', () => {
    expect(
      proposal.patch.documents.map(({ nsid, state, otherwise }) => [nsid, state, otherwise]),
    ).toEqual([
      [changed[0], 'changed', []],
      [changed[1], 'changed', []],
      [added[0], 'new', []],
      [added[1], 'new', []],
      [changed[2], 'changed', []],
      ['network.bsky.jetstream.subscribeEvents', 'missing', []],
    ])
    expect(proposal.patch.documents[4]?.added).toEqual([
      'defs.main.parameters.properties.shard',
      'defs.main.parameters.properties.shardCount',
      'defs.main.message.schema.refs[#cursor]',
      'defs.main.errors[InvalidShard]',
      'defs.cursor',
    ])
  })

  it('is about the streams that are named', async () => {
    const { files, streams } = await ownProposal(['com.atproto.label.subscribeLabels'])
    expect(streams).toEqual(['com.atproto.label.subscribeLabels'])
    const headings = files.get('lexicons.patch')?.match(/^diff --git a\/\S+/gm)
    expect(headings).toEqual(
      [changed[1], added[0], added[1]].map((nsid) => `diff --git a/${repositoryPath(nsid ?? '')}`),
    )
  })

  it('has only the documents of its own where upstream is not at hand', async () => {
    const documents = new Map(changed.map((nsid) => [nsid, ownDocument(nsid)]))
    const patch = await lexiconPatch(documents, undefined)
    expect(patch.text.match(/^(?:---|\+\+\+) .*/gm)).toEqual(
      added.flatMap((nsid) => ['--- /dev/null', `+++ b/${repositoryPath(nsid)}`]),
    )
    expect(patch.documents.map(({ state }) => state)).toEqual([
      'missing',
      'missing',
      'new',
      'new',
      'missing',
    ])
  })

  it('is empty where upstream has it all', async () => {
    const all = new Map([...changed, ...added].map((nsid) => [nsid, ownDocument(nsid)]))
    const ours: Upstream = {
      source: 'ours',
      laidOutAgain: false,
      textOf: async (nsid) => `${JSON.stringify(ownDocument(nsid), undefined, 2)}\n`,
    }
    const patch = await lexiconPatch(all, ours)
    expect(patch.text).toBe('')
    expect(new Set(patch.documents.map(({ state }) => state))).toEqual(new Set(['unchanged']))
  })
})

const jetstream = fileURLToPath(new URL('../../../shared/data/lexicons/', import.meta.url))
const hasJetstream = existsSync(jetstream)
const whyNot = hasJetstream ? '' : ' (skipped: ../shared/data/lexicons is not there)'

describe.skipIf(!hasJetstream)(`a folder of upstream's documents${whyNot}`, () => {
  it('is patched in its own layout', async () => {
    const nsid = 'network.bsky.jetstream.subscribeEvents'
    const from = await upstreamFolder(jetstream)
    const patch = await lexiconPatch(new Map([[nsid, ownDocument(nsid)]]), from)
    const folder = await temporaryFolder()
    await writeTree(folder, {
      [repositoryPath(nsid)]: (await from.textOf(nsid)) ?? '',
      'lexicons.patch': patch.text,
    })
    await git(folder, 'init', '--quiet')
    await git(folder, 'apply', 'lexicons.patch')
    const tree = await readTree(`${folder}/lexicons`)
    const document: unknown = JSON.parse(tree[repositoryPath(nsid).slice('lexicons/'.length)] ?? '')
    expect(structureOf(document)).toEqual(structureOf(ownDocument(nsid)))
    expect(patch.documents.find((each) => each.nsid === nsid)?.added).toEqual([
      'defs.main.parameters.properties.shard',
      'defs.main.parameters.properties.shardCount',
      'defs.main.message.schema.refs[#cursor]',
      'defs.main.errors[FutureCursor]',
      'defs.main.errors[InvalidShard]',
      'defs.cursor',
    ])
  })
})
