import { open, writeFile } from 'node:fs/promises'
import { arch, cpus } from 'node:os'
import { join } from 'node:path'

import { count } from '../../codegen/count.js'
import { paint as paintOn, wantsColor } from '../../codegen/terminal.js'

import { measureAllocations } from './allocations.js'
import { bundleSize, formatBundleSizes } from './bundle-size.js'
import { UsageError, help, parseOptions } from './command-line.js'
import type { Options } from './command-line.js'
import { loadCorpus } from './corpus.js'
import type { Corpus } from './corpus.js'
import { generateUpstream, ownOutputSize } from './generator-run.js'
import { prepare } from './material.js'
import type { Material } from './material.js'
import { measure } from './measure.js'
import { formatProfile, profile } from './profile.js'
import { formatGenerator, formatRows, toJson } from './report.js'
import type { MeasuredRow } from './report.js'
import { allRows } from './rows/all-rows.js'
import type { Row } from './row.js'
import { bundleName, fullName, generatorName, matches, ownPass } from './select.js'
import type { Paint } from './table.js'

const root = join(import.meta.dirname, '../..')
const stdout = { color: wantsColor(process.env, process.stdout.isTTY) }
const paint: Paint = (style, text) => paintOn(stdout, style, text)

async function main(options: Options): Promise<void> {
  const { filter, json, profile: profiled, synthetic } = options
  if (globalThis.gc === undefined) throw new UsageError('needs --expose-gc: use npm run bench')
  const corpus = await loadCorpus(synthetic)
  if (profiled !== undefined) return printProfile(corpus, profiled)
  const material = prepare(corpus.frames)
  const rows = allRows(material).filter((row) => matches(fullName(row), filter))
  const withGenerator = matches(generatorName, filter)
  const withBundle = matches(bundleName, filter)
  if (rows.length === 0 && !withGenerator && !withBundle) {
    throw new UsageError(`--filter ${filter}: nothing has that in its name`)
  }
  if (json !== undefined) await (await open(json, 'a')).close()
  if (rows.length > 0) {
    process.stdout.write(`${describeRun(corpus, options.rounds)}\n\n`)
    const measured = measureAll(material, rows, options.rounds)
    process.stdout.write(formatRows(measured, paint))
    if (json !== undefined) await writeFile(json, toJson(measured))
  }
  if (withGenerator) {
    showProgress('generating')
    const run = await generateUpstream()
    showProgress('')
    process.stdout.write(`\n${formatGenerator(run, await ownOutputSize(), paint)}`)
  }
  if (withBundle) {
    const [light, full] = await Promise.all([bundleSize('light'), bundleSize('full')])
    process.stdout.write(`\n${formatBundleSizes(light, full, paint)}`)
  }
}

function measureAll(material: Material, rows: readonly Row[], rounds: number): MeasuredRow[] {
  for (const row of rows) checkRow(row)
  const timings = measure(rows, {
    rounds,
    frameCount: material.v0.length,
    onRound: (round) => showProgress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`),
  })
  showProgress('counting allocations')
  const allocations = measureAllocations(rows, material)
  showProgress('')
  return rows.flatMap((row, index) => {
    const timing = timings[index]
    const allocation = allocations[index]
    return timing === undefined || allocation === undefined ? [] : [{ row, timing, allocation }]
  })
}

function checkRow(row: Row): void {
  try {
    row.check()
  } catch (cause) {
    throw new Error(`${fullName(row)}: the two do not do the same`, { cause })
  }
}

function printProfile(corpus: Corpus, wanted: string): void {
  const row = ownPass(allRows(prepare(corpus.frames)), wanted)
  row.check()
  const result = profile(row.ours)
  const perFrame = (result.passNs / corpus.frames.length / 1000).toFixed(2)
  process.stdout.write(`${row.name}: ${perFrame} µs a frame while profiled\n\n`)
  process.stdout.write(formatProfile(result, root, paint))
}

function describeRun({ frames, origin }: Corpus, rounds: number): string {
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
  const size = `${Math.round(bytes / frames.length)} bytes each on average`
  const machine = `Node ${process.version}, ${arch()}, ${cpus()[0]?.model ?? 'unknown processor'}`
  return `${origin}, ${size}; ${count(rounds, 'round')}; ${machine}`
}

/** A line that the next one replaces, for people who wait at a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY && process.env['TERM'] !== 'dumb')
    process.stderr.write(`\r\u{1b}[K${text}`)
}

// A reader such as `head` that has had enough is no reason to complain.
process.stdout.on('error', () => undefined)

try {
  const [first, ...rest] = process.argv.slice(2)
  if (first === 'server') {
    const { runServerBench } = await import('./server/main.js')
    await runServerBench(rest, { paint, progress: showProgress })
  } else if (first === 'client') {
    const { runClientBench } = await import('./client/main.js')
    await runClientBench(rest, { paint, progress: showProgress })
  } else {
    const options = parseOptions(process.argv.slice(2))
    if (options.help) process.stdout.write(help)
    else await main(options)
  }
} catch (error) {
  showProgress('')
  const text = error instanceof UsageError ? error.message : explain(error)
  process.stderr.write(`bench: ${text}\n`)
  process.exitCode = 2
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`
}
