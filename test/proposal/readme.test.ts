import { beforeAll, describe, expect, it } from 'vitest'

import { rules } from '../../codegen/conformance/rules/catalogue.js'
import { readTemplate } from '../../codegen/proposal/readme/read-template.js'
import { requirementsOf, type Requirement } from '../../codegen/proposal/readme/requirements.js'
import { shardOfSlot, slotOfDigest } from '../../templates/stream/shard.js'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { namesIn, valueAt } from '../lexicons/structure.js'
import { ownDocument } from '../lexicons/own-documents.js'
import { fileOf, ownProposal, type OwnProposal } from './own-proposal.js'

let proposal: OwnProposal
let text = ''
let requirements: readonly Requirement[] = []

beforeAll(async () => {
  proposal = await ownProposal()
  text = fileOf(proposal, 'README.md')
  requirements = requirementsOf(await readTemplate())
})

/** The text under a heading that starts so, up to the next one of its level. */
function section(heading: string): string {
  const start = text.indexOf(`\n${heading}`)
  if (start < 0) throw new Error(`there is no ${heading}`)
  const level = /^#+/.exec(heading)?.[0] ?? '#'
  const end = text.indexOf(`\n${level} `, start + 1)
  return text.slice(start, end < 0 ? undefined : end)
}

/** The cells of the first table whose head starts so, without its head. */
function tableRows(part: string, firstHead: string): readonly (readonly string[])[] {
  const lines = part.slice(part.indexOf(`| ${firstHead} |`)).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines
    .slice(2, end)
    .map((line) => line.slice(2, -2).split(/(?<!\\) \| /))
    .map((cells) => cells.map((cell) => cell.trim()))
}

function bytes(hex = ''): Uint8Array {
  return Buffer.from(hex.replaceAll('\n', ''), 'hex')
}

function codeIn(cell: string | undefined): string {
  return /`([^`]+)`/.exec(cell ?? '')?.[1] ?? ''
}

describe('the text of the proposal', () => {
  it('has a length that is complete and can be read', () => {
    const { length } = text.split('\n')
    expect(length).toBeGreaterThan(400)
    expect(length).toBeLessThan(900)
  })

  it('has no place left to be filled', () => {
    expect(text).not.toMatch(/\{\{|<!-- (?:insert|only|end)|undefined|\[object/)
  })

  it('numbers its sections without a gap', () => {
    const numbers = [...text.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    for (const title of [
      'Motivation',
      'Compatibility',
      'Rollout',
      'Alternatives considered',
      'Security considerations',
      'Privacy considerations',
      'Open questions',
    ]) {
      expect(text).toMatch(new RegExp(`^## \\d+\\. ${title}$`, 'm'))
    }
  })

  it('refers to sections, requirements and problems that there are', () => {
    for (const [, number = ''] of text.matchAll(/\bsection (\d+)\b/g)) {
      expect(text).toMatch(new RegExp(`^## ${number}\\. `, 'm'))
    }
    const ids = requirements.map(({ id }) => id)
    const mentioned = text.match(/\b[A-Z]{3}-\d+\b/g) ?? []
    expect(mentioned.filter((id) => !/^(?:SHA|UTF|RFC)-/.test(id) && !ids.includes(id))).toEqual([])
    for (const [, problem = ''] of text.matchAll(/\((P\d)\)/g)) {
      expect(text).toContain(`- **${problem}: `)
    }
  })

  it('has links that lead somewhere', () => {
    const anchors = new Set([...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id))
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter((id) => !anchors.has(id))).toEqual([])
  })
})

describe('the references', () => {
  it('are cited each, and lead to pages on the web', () => {
    const part = section('## 19. References')
    const items = part.match(/^- <a id="ref-.*(?:\n {2}.*)*/gm) ?? []
    expect(items.length).toBeGreaterThan(15)
    const [rest = ''] = text.split('## 19. References')
    for (const item of items) {
      const [, id = '', label = ''] = /<a id="([^"]+)"><\/a>\*\*\[([^\]]+)\]/.exec(item) ?? []
      expect(rest).toContain(`[[${label}]](#${id})`)
      expect(item).toMatch(/<https:\/\/[^>]+>$/)
    }
  })
})

describe('the text about other streams', () => {
  it('names the server that has to change, and what the patch lacks, only where it is about them', async () => {
    const nsid = 'network.bsky.jetstream.subscribeEvents'
    const said = [
      `\nOne that has to is known, that of \`${nsid}\`: section 17 says in what.\n`,
      `\nholds it but for \`${nsid}\`, whose text is elsewhere; it was made against the Lexicons that`,
    ]
    for (const words of said) expect(text).toContain(words)
    expect(section('## 17. ')).toContain(`\nOf \`${nsid}\`: `)
    const readme = fileOf(await ownProposal(['com.atproto.sync.subscribeRepos']), 'README.md')
    expect(readme).not.toContain(nsid)
    expect(readme).not.toContain('One that has to is known')
    expect(readme).toContain(
      '`lexicons.patch`,\nholds it in full; it was made against the Lexicons that the npm package @atproto/api',
    )
  })

  it('has no requirements of streams that it is not about', async () => {
    const labels = await ownProposal(['com.atproto.label.subscribeLabels'])
    const readme = fileOf(labels, 'README.md')
    expect(text).toMatch(/\bTID-1\b/)
    expect(readme).not.toMatch(/\bTID-\d/)
    expect(readme).not.toContain('### 7.1')
    expect(readme).toContain(
      'Why does `com.atproto.label.subscribeLabels` get the parameters of shards',
    )
  })
})

describe('the requirements', () => {
  it('are numbered without a gap, each kind for itself', () => {
    const ids = requirements.map(({ id }) => id)
    const kinds = [...new Set(ids.map((id) => id.slice(0, 3)))]
    expect(kinds).toEqual(['CUR', 'RES', 'SEQ', 'TID', 'SHD', 'ENC', 'STA', 'CON', 'SEC'])
    for (const kind of kinds) {
      const own = ids.filter((id) => id.startsWith(kind))
      expect(own).toEqual(own.map((_, index) => `${kind}-${index + 1}`))
    }
  })

  it('are all that uses the key words of RFC 2119, and each uses one', () => {
    const keyWord = /\b(?:MUST|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL|SHALL)\b/
    for (const { id, text: statement } of requirements) expect(statement, id).toMatch(keyWord)
    const rest = text
      .replaceAll(/^- \*\*[A-Z]{3}-\d+\*\* .*(?:\n {2}.*)*/gm, '')
      .replace(section('## 3. '), '')
    expect(rest.split('\n').filter((line) => keyWord.test(line))).toEqual([])
  })

  it('name every rule of what the proposal adds, and none that there is not', () => {
    const named = new Set(requirements.flatMap((requirement) => requirement.rules))
    const known = new Set<string>(rules.map(({ id }) => id))
    expect([...named].filter((id) => !known.has(id))).toEqual([])
    const own = rules.filter(({ level }) => level !== 'core').map(({ id }) => id)
    expect(own.filter((id) => !named.has(id))).toEqual([])
  })

  it('are listed with their rules, or as having none, and so is every rule', () => {
    const appendix = section('## Appendix A')
    const rows = tableRows(appendix, 'rule')
    const listed = new Map(rows.map((row) => [codeIn(row[0]), row[3] ?? '']))
    for (const { id, rules: named } of requirements) {
      for (const rule of named) {
        expect(listed.get(rule)?.match(/[A-Z]{3}-\d+/g), rule).toContain(id)
      }
    }
    expect([...listed.keys()]).toEqual(rules.map(({ id }) => id))
    const named = new Set(requirements.flatMap((each) => each.rules))
    for (const { id } of rules) {
      if (named.has(id)) continue
      expect(listed.get(id), id).toMatch(/^today's specification, [a-z]+$/)
    }
    const unchecked = appendix.slice(appendix.indexOf('Requirements that no rule checks'))
    expect(unchecked.match(/[A-Z]{3}-\d+/g)).toEqual(
      requirements.filter((each) => each.rules.length === 0).map(({ id }) => id),
    )
  })
})

describe('the tables', () => {
  it('have a row for every stream that it is about', () => {
    const rows = tableRows(section('## 4. '), 'stream')
    expect(rows.map((row) => codeIn(row[0]))).toEqual(proposal.streams)
    expect(rows.map((row) => row[4])).toEqual([
      'see below',
      'see below',
      'see below',
      'one of its own: its Lexicon is elsewhere',
    ])
  })

  it.each([
    ['### 5.1', ['com.atproto.stream.defs', 'defs', 'cursor']],
    ['## 10. ', ['com.atproto.stream.getStatus', 'defs', 'main', 'output', 'schema']],
  ])('%s: have every field of the lexicon, with what it says', (heading, [nsid = '', ...path]) => {
    const schema = valueAt(ownDocument(nsid), ...path)
    const properties = valueAt(schema, 'properties')
    const rows = tableRows(section(heading), 'field')
    expect(rows.map((row) => codeIn(row[0]))).toEqual(namesIn(properties))
    for (const row of rows) {
      expect(row[3]).toBe(valueAt(properties, codeIn(row[0]), 'description'))
    }
    const required = rows.filter((row) => row[2] === 'yes').map((row) => codeIn(row[0]))
    expect(required).toEqual(
      namesIn(properties).filter((name) => {
        const names = valueAt(schema, 'required')
        return Array.isArray(names) && names.includes(name)
      }),
    )
  })

  it('name the shards that the hash tells', () => {
    const rows = tableRows(section('## 8. '), 'shard key')
    expect(rows.length).toBe(4)
    for (const row of rows) {
      const digest = Buffer.from(codeIn(row[1]), 'hex')
      const slot = slotOfDigest(digest, 32)
      const shards = [2, 4, 8].map((count) => String(shardOfSlot(slot, 32, count)))
      expect(row.slice(2)).toEqual([String(slot), ...shards])
    }
  })

  it('show numbers that grow, with their slots in the low bits', () => {
    const rows = tableRows(section('## 7. '), 'clock after noon')
    const numbers = rows.map((row) => Number(codeIn(row[2])))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(rows.map((row) => row[3])).toEqual(rows.map((row) => row[1]))
    expect(rows.length).toBe(6)
  })
})

describe('the examples', () => {
  const cursor = {
    $type: 'com.atproto.sync.subscribeRepos#cursor',
    cursor: 1783166100000000,
    highestSeq: 1783166398000000,
    live: false,
  } as const

  it('are one message in three encodings, which the generated codecs read', () => {
    const part = section('### 5.5')
    const blocks = [...part.matchAll(/```(\w+)\n([\s\S]*?)\n```/g)].map(([, , block = '']) => block)
    expect(JSON.parse(blocks[0] ?? '')).toEqual(cursor)
    const decoded = [
      stream.codecs['xrpc.v1.json'].decode(Buffer.from(blocks[1] ?? '')),
      stream.codecs['xrpc.v1.cbor'].decode(bytes(blocks[2])),
      stream.codecs['xrpc.v0.cbor'].decode(bytes(blocks[3])),
    ]
    for (const frame of decoded) expect(frame).toMatchObject({ kind: 'message', message: cursor })
    expect(part).toContain(`a binary message of ${bytes(blocks[2]).length} bytes`)
    expect(part).toContain(`a binary message of ${bytes(blocks[3]).length} bytes`)
  })

  it('are connections whose frames are valid and keep the rules', () => {
    const transcripts = [...section('### 11.1').matchAll(/```text\n([\s\S]*?)\n```/g)]
    expect(transcripts.length).toBe(4)
    for (const [, transcript = ''] of transcripts) {
      for (const connection of transcript.split(/^> GET .*$/m).slice(1)) {
        const lines = connection.split('\n').filter((line) => line.startsWith('< {'))
        const frames = lines.map((line) =>
          stream.codecs['xrpc.v1.json'].decode(Buffer.from(line.slice(2))),
        )
        const messages = frames.flatMap((frame) =>
          frame.kind === 'message' ? [frame.message] : [],
        )
        expect(messages[0]?.$type).toBe('com.atproto.sync.subscribeRepos#cursor')
        let position = 0
        for (const message of messages) {
          if (message.$type === 'com.atproto.sync.subscribeRepos#cursor') {
            expect(message.cursor).toBeGreaterThanOrEqual(position)
            expect(message.cursor).toBeLessThanOrEqual(message.highestSeq)
            position = message.cursor
          } else if ('seq' in message) {
            expect(message.seq).toBeGreaterThan(position)
            position = message.seq
          }
        }
        const errors = frames.filter((frame) => frame.kind === 'error')
        expect(errors.length === 0 || frames.at(-1) === errors[0]).toBe(true)
      }
    }
  })
})
