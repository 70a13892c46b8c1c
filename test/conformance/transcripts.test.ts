import { encode } from '@atcute/cbor'
import { decodeAll } from '@atproto/lex-cbor'
import { describe, expect, it } from 'vitest'
import { isRuleId, rules } from '../../codegen/conformance/rules/catalogue.js'
import { readTemplate } from '../../codegen/proposal/readme/read-template.js'
import { requirementsOf } from '../../codegen/proposal/readme/requirements.js'
import { buildTranscripts } from '../../codegen/proposal/vectors/transcripts/build-transcripts.js'
import { nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { shardTranscripts } from '../../codegen/proposal/vectors/transcripts/shard-transcripts.js'
import { transcripts } from '../../codegen/proposal/vectors/transcripts/transcripts.js'
import type { SendStep, Transcript } from '../../codegen/proposal/vectors/transcripts/transcript.js'

const types = ['identity', 'account', 'info', 'cursor'].map((name) => `${nsid}#${name}`)
const written: unknown = JSON.parse(JSON.stringify(buildTranscripts()))

it('the file of the transcripts is what the program itself plays, and those of shards', () => {
  const played: unknown = JSON.parse(
    JSON.stringify(
      [...transcripts, ...shardTranscripts].map(({ name, title, ...script }) => ({
        id: name,
        description: title,
        ...script,
      })),
    ),
  )
  expect(written).toMatchObject({
    stream: 'com.atproto.sync.subscribeRepos',
    transcripts: played,
  })
})

it('no two transcripts have the same name', () => {
  const names = [...transcripts, ...shardTranscripts].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

it('the transcripts show every rule of clients, and name no rule that is none', () => {
  const named = transcripts.filter(({ sides }) => sides.includes('client')).flatMap(rulesOf)
  expect(named.filter((id) => !isRuleId(id))).toEqual([])
  const shown = new Set([...named, 'client-offers'])
  const stated = rules.filter(({ side }) => side === 'client').map(({ id }) => id)
  expect(stated.filter((id) => !shown.has(id))).toEqual([])
})

it('rules say MUST or SHOULD in one sentence, and no two have the same id', () => {
  for (const { text, reference } of rules) {
    expect(text).toMatch(/^(?:[A-Z]|getStatus).*\b(?:MUST|SHOULD)\b.*\.$/)
    expect(reference).not.toBe('')
  }
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
})

it('rules of this proposal cite the requirements that name them', async () => {
  const requirements = requirementsOf(await readTemplate())
  const cited = new Map(
    rules.flatMap(({ id, reference }) => {
      const [, list] = /^This proposal, (.+)$/.exec(reference) ?? []
      return list === undefined ? [] : [[id, list.split(' and ')] as const]
    }),
  )
  expect(cited.size).toBeGreaterThan(20)
  const ids = requirements.map(({ id }) => id)
  for (const [rule, numbers] of cited) {
    expect(ids, rule).toEqual(expect.arrayContaining([...numbers]))
    const named = requirements.filter((each) => each.rules.includes(rule)).map(({ id }) => id)
    expect(numbers, rule).toEqual(expect.arrayContaining(named))
  }
})

describe('the frames of', () => {
  it.each(
    [...transcripts, ...shardTranscripts].map(
      (transcript) => [transcript.name, transcript] as const,
    ),
  )('%s stand for what they say, as codecs of others read them', (_name, { connections }) => {
    for (const { encoding, steps } of connections) {
      for (const step of steps) if (step.do === 'send') checkFrame(encoding, step)
    }
  })
})

function checkFrame(encoding: string, { frame, means }: SendStep): void {
  if ('broken' in means) {
    // A frame that is only of the wrong kind is one by itself.
    if (encoding === 'xrpc.v1.json' && 'binary' in frame) return
    expect(() => valuesOf(frame)).toThrow()
    return
  }
  const values = valuesOf(frame)
  const meaning = encoding === 'xrpc.v0.cbor' ? meaningOfV0(values) : meaningOfV1(values[0])
  expect(meaning).toEqual('unknown' in means ? 'unknown' : means)
  if ('text' in frame) return
  const again = values.map((value) => Buffer.from(encode(value)).toString('hex'))
  expect(again.join('')).toBe(frame.binary)
}

function valuesOf(frame: SendStep['frame']): readonly unknown[] {
  if ('text' in frame) return [JSON.parse(frame.text)]
  return [...decodeAll(Buffer.from(frame.binary, 'hex'))]
}

function meaningOfV0([header, payload]: readonly unknown[]): unknown {
  const { op, t } = membersOf(header)
  if (op === -1) return errorOf(payload)
  const isKnown = op === 1 && types.includes(`${nsid}${String(t)}`)
  return isKnown ? { message: { $type: `${nsid}${String(t)}`, ...membersOf(payload) } } : 'unknown'
}

function meaningOfV1(envelope: unknown): unknown {
  const { $type, payload } = membersOf(envelope)
  if ($type === 'error') return errorOf(envelope)
  const isKnown = $type === 'message' && types.includes(String(membersOf(payload)['$type']))
  return isKnown ? { message: payload } : 'unknown'
}

function errorOf(body: unknown): unknown {
  const { error, message } = membersOf(body)
  return { error, text: message }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value ?? {}))
}

/** Every rule that a transcript names. */
function rulesOf({ connections, prints, outcome }: Transcript): readonly string[] {
  const ofConnections = connections.flatMap(({ request, steps }) => [
    request.rule,
    request.missing,
    ...steps.flatMap((step) => (step.do === 'client-closes' ? [step.rule] : [])),
  ])
  return [...ofConnections, prints.rule, outcome.rule]
}
