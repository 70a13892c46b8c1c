import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import type { CommandContext } from '../commands/command-context.js'
import { exitCode } from '../commands/exit-code.js'
import { explainSystemError } from '../load/system-error.js'
import { escapeUnprintable } from '../printable.js'
import { paint, type TerminalStream } from '../terminal.js'
import { NotALexiconError } from './not-a-lexicon-error.js'
import { upgradeLexicon, type Upgrade, type UpgradeOptions } from './upgrade-lexicon.js'

/** What `lexstream upgrade` was asked to do. */
export interface UpgradeFilesOptions extends UpgradeOptions {
  readonly files: readonly string[]
  /** Prints the differences, and writes nothing. */
  readonly dryRun: boolean
}

interface UpgradedFile {
  readonly file: string
  readonly before: string
  readonly upgrade: Upgrade
}

/**
 * Upgrades lexicon files where they stand and returns the exit code. Where one of them cannot be
 * read, or is no lexicon, none is written. A shard key that was asked for and that none of them has
 * is a failure too, but keeps nothing from being done.
 */
export async function upgradeFiles(
  options: UpgradeFilesOptions,
  { terminal, interrupt }: CommandContext,
): Promise<number> {
  const upgraded: UpgradedFile[] = []
  const refusals: string[] = []
  for (const file of new Set(options.files)) {
    try {
      const before = await readText(file)
      upgraded.push({ file, before, upgrade: withoutMark(before, options) })
    } catch (error) {
      refusals.push(`${file}: ${explain(error)}`)
    }
  }
  if (refusals.length > 0) {
    const label = paint(terminal.err, 'red', 'error:')
    for (const refusal of refusals) terminal.err.write(`${label} ${escapeUnprintable(refusal)}\n`)
    terminal.err.write('nothing was written\n')
    return exitCode.failure
  }
  interrupt.throwIfAborted()
  // One name may be meant for one file, and another for the next.
  const absent = namesAbsentFromAll(upgraded)
  for (const { file, before, upgrade } of upgraded) {
    if (options.dryRun) terminal.out.write(paintPatch(terminal.out, patch(file, before, upgrade)))
    else if (upgrade.text !== before) await replaceFile(file, upgrade.text)
    // What is printed with --dry-run can be applied as it is: all else goes elsewhere.
    const stream = options.dryRun ? terminal.err : terminal.out
    for (const line of report(upgrade, absent, options.dryRun))
      stream.write(`${escapeUnprintable(`${file}: ${line}`)}\n`)
  }
  return absent.length === 0 ? exitCode.fine : exitCode.failure
}

function namesAbsentFromAll(upgraded: readonly UpgradedFile[]): readonly string[] {
  const [first, ...others] = upgraded.map(({ upgrade }) => upgrade.absentShardKeys)
  return [...(first?.keys() ?? [])].filter((name) => others.every((absent) => absent.has(name)))
}

const byteOrderMark = '\uFEFF'

function withoutMark(text: string, options: UpgradeOptions): Upgrade {
  if (!text.startsWith(byteOrderMark)) return upgradeLexicon(text, options)
  const upgrade = upgradeLexicon(text.slice(1), options)
  return { ...upgrade, text: byteOrderMark + upgrade.text }
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file)
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function explain(error: unknown): string {
  if (error instanceof NotALexiconError) return error.message
  if (error instanceof TypeError) return 'it is not UTF-8 text'
  return explainSystemError(error)
}

/** With a rename, so that the file is the old one or the new one at any time. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const { mode } = await stat(file)
    await writeFile(temporary, text, { flag: 'wx', mode })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function report(
  { added, notes, absentShardKeys }: Upgrade,
  absent: readonly string[],
  dryRun: boolean,
): readonly string[] {
  const verb = dryRun ? 'would add' : 'added'
  const summary = added.length === 0 ? 'nothing to add' : `${verb} ${added.join(', ')}`
  const all = [...notes, ...absent.flatMap((name) => absentShardKeys.get(name) ?? [])]
  return [summary, ...all.map((note) => `note: ${note}`)]
}

function patch(file: string, before: string, { text }: Upgrade): string {
  if (text === before) return ''
  const path = file.replace(/^\/+/, '')
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, text, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}

function paintPatch(stream: TerminalStream, text: string): string {
  if (!stream.color) return text
  return text
    .split('\n')
    .map((line, index) => {
      if (index < 2) return paint(stream, 'bold', line)
      if (line.startsWith('+')) return paint(stream, 'green', line)
      return line.startsWith('-') ? paint(stream, 'red', line) : line
    })
    .join('\n')
}
