import type { CommandContext } from '../../commands/command-context.js'
import { exitCode } from '../../commands/exit-code.js'
import { printDiagnostics } from '../../commands/print-diagnostics.js'
import { ownStages } from '../../pipeline.js'
import { Progress } from '../../progress.js'
import { events, nsid as streamOfTranscripts } from '../../proposal/vectors/transcripts/script.js'
import { transcripts } from '../../proposal/vectors/transcripts/transcripts.js'
import { gatherEvidence } from '../../streams/probe/evidence.js'
import { Limits } from '../../streams/probe/limits.js'
import { notProbed } from '../../streams/probe/not-probed.js'
import { factsOf } from '../../streams/probe/facts.js'
import { lookUpStream } from '../../streams/stream-lexicon.js'
import { paint } from '../../terminal.js'
import type { ServerOptions } from '../conformance-options.js'
import { printReport } from '../print-report.js'
import { tellsCursor, type Findings, type Prepared } from './findings.js'
import { talkFurther } from './further-talks.js'
import { open, type Host } from './host.js'
import { judgeServer } from './judge-server.js'
import { play, type Play } from './play.js'
import { lookBack } from './seen-talk.js'
import { SetupEndpoint } from './setup.js'
import { shardKeysOf } from './shard-keys.js'

/** Runs `lexstream conformance` against a server, and returns the exit code. */
export async function runServer(options: ServerOptions, context: CommandContext): Promise<number> {
  const { address, lexicons } = options
  const { terminal, interrupt, stages = ownStages } = context
  const { err } = terminal
  const label = paint(err, 'red', 'error:')
  const lookup = await lookUpStream(address.nsid, lexicons, stages)
  if (lookup.kind === 'broken') {
    printDiagnostics(err, lookup.diagnostics, 'text')
    err.write(`${label} the lexicons are wrong: mend them, or leave --lexicons out\n`)
    return exitCode.failure
  }
  if (lookup.kind === 'unknown' && lexicons !== undefined) {
    err.write(`${label} there is no stream ${address.nsid} in ${lexicons}\n`)
    return exitCode.failure
  }
  const lexicon = lookup.kind === 'found' ? lookup.lexicon : undefined
  const host: Host = {
    address,
    defaultSubprotocol: lexicon?.defaultSubprotocol ?? 'xrpc.v0.cbor',
    withoutCursor: lexicon?.withoutCursor,
    timeoutMs: options.timeoutMs,
    signal: interrupt,
    limits: new Limits(),
  }
  const started = performance.now()
  const progress = new Progress(err)
  const notes: string[] = []
  const found = await find(options, host, progress, notes).finally(() => progress.stop())
  const limited = host.limits.reached
  const shardKeys = lexicon && shardKeysOf(lexicon.stream)
  const findings: Findings = { ...found, limited, shardKeys }
  notes.push(...limitNotes(findings))
  const report = {
    target: address.url,
    side: 'server',
    nsid: address.nsid,
    levels: options.levels,
    judgements: judgeServer(findings, new Set(options.levels)),
    notes,
    seconds: (performance.now() - started) / 1000,
  } as const
  return printReport(report, options.format, context)
}

/** Why the server was asked no more, where it has been asked too often, and when to ask again. */
function limitNotes({ evidence, limited }: Findings): readonly string[] {
  const reason = notProbed({ ...evidence, limited })
  if (reason?.kind !== 'limited') return []
  const { during, answer, advice } = reason
  return [during === undefined ? advice : `not asked to the end: ${answer} (${during}): ${advice}`]
}

/** How long a prepared server may take to send a `#cursor` by itself, where nothing else is said. */
const preparedIdleMs = 5000

async function find(
  options: ServerOptions,
  host: Host,
  progress: Progress,
  notes: string[],
): Promise<Findings> {
  const { nsid } = host.address
  const { timeoutMs, signal } = host
  const setup =
    options.setup === undefined
      ? undefined
      : new SetupEndpoint(options.setup, nsid, timeoutMs, signal)
  progress.enter('preparing the server')
  const prepared = setup && (await prepare(setup, nsid, notes))
  progress.enter('asking the server')
  const evidence = await gatherEvidence({ ...host })
  progress.enter('asking the server further')
  const further = await talkFurther(host, evidence, new Set(options.levels))
  signal.throwIfAborted()
  const findings: Findings = {
    evidence,
    further,
    plays: [],
    ...(prepared === undefined ? {} : { prepared }),
  }
  if (!evidence.visits.current.opened) return findings
  const tells = tellsCursor(findings)
  if (setup !== undefined && prepared !== undefined) {
    const plays = await playAll(options, host, setup, findings, progress, notes)
    return { ...findings, plays }
  }
  if (options.idleMs === undefined || !tells || !options.levels.includes('cursor')) return findings
  progress.enter('waiting for an idle #cursor')
  const talk = await open('on an idle stream', host, {})
  if (talk === undefined) return findings
  const seen = () => talk.frames.filter(({ kind }) => kind === 'cursor').length
  await talk.until(() => seen() > 1, options.idleMs)
  signal.throwIfAborted()
  return { ...findings, idle: lookBack(talk, host, undefined, true) }
}

/** Starts the stream afresh, with numbers that tell the time and shards where it can have them. */
async function prepare(
  setup: SetupEndpoint,
  nsid: string,
  notes: string[],
): Promise<Prepared | undefined> {
  if (nsid !== streamOfTranscripts) {
    notes.push(`only streams of ${streamOfTranscripts} can be prepared`)
    return undefined
  }
  const fromMs = Date.now()
  const publish = events(1, 9)
  let answer = await setup.post({ reset: { seqScheme: 'unix-micros', shardCount: 8 }, publish })
  if (!answer.ok) answer = await setup.post({ reset: { seqScheme: 'counter' }, publish })
  if (answer.ok) return { seqs: answer.seqs, fromMs, toMs: Date.now() }
  notes.push(`the server could not be prepared: ${answer.detail}`)
  return undefined
}

async function playAll(
  options: ServerOptions,
  host: Host,
  setup: SetupEndpoint,
  findings: Findings,
  progress: Progress,
  notes: string[],
): Promise<readonly Play[]> {
  const tells = tellsCursor(findings)
  const spoken = factsOf(findings.evidence).subprotocols
  const plays: Play[] = []
  for (const transcript of transcripts) {
    const { name, sides, level, connections } = transcript
    const isWanted = sides.includes('server') && options.levels.includes(level)
    const isOffered =
      (level !== 'cursor' || tells) &&
      connections.every(({ selects }) => selects === null || spoken.some((it) => it === selects))
    if (!isWanted || !isOffered) continue
    if (host.limits.reached !== undefined) break
    progress.enter(`playing ${name}`)
    const idleMs = options.idleMs ?? preparedIdleMs
    const played = await play(transcript, host, setup, { idleMs, tells })
    host.signal.throwIfAborted()
    if (typeof played === 'object') plays.push(played)
    else if (played !== undefined) notes.push(`${name} could not be played: ${played}`)
  }
  return plays
}
