import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { count } from '../count.js'
import { unlessAborted } from '../interruption.js'
import { ownStages } from '../pipeline.js'
import { Progress } from '../progress.js'
import { buildProposal } from '../proposal/build-proposal.js'
import { proposalMarkers } from '../proposal/markers.js'
import type { LexiconPatch } from '../proposal/patch/lexicon-patch.js'
import { upstreamFolder } from '../proposal/patch/upstream-folder.js'
import { upstreamPackage } from '../proposal/patch/upstream-package.js'
import { UpstreamError, type Upstream } from '../proposal/patch/upstream.js'
import { StreamChoiceError } from '../proposal/proposed-streams.js'
import { paint } from '../terminal.js'
import type { TerminalStream } from '../terminal.js'
import { applyChanges } from '../write/apply-changes.js'
import { assertFoldersApart } from '../write/folders-apart.js'
import { readOutFolder } from '../write/out-folder.js'
import { planChanges } from '../write/plan-changes.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { printChanges, printDifferences } from './print-changes.js'
import { printDiagnostics, tallyDiagnostics } from './print-diagnostics.js'
import { quoteArgument } from './quote-argument.js'

export interface ProposalOptions {
  /** The streams that the proposal is about; all of the folder where none is named. */
  readonly nsids: readonly string[]
  readonly lexicons: string
  readonly out: string
  /** A folder of upstream's documents; those of `@atproto/api`, where that is installed, if absent. */
  readonly upstream: string | undefined
  readonly format: DiagnosticFormat
  /** Compares with what is on disk instead of writing. */
  readonly check: boolean
}

const defaultUpstream = '@atproto/api'

/**
 * Runs `lexstream proposal` and returns the exit code. In the JSON format, standard output holds
 * nothing but the diagnostics.
 *
 * @throws OutFolderError, FolderOverlapError
 */
export async function runProposal(
  options: ProposalOptions,
  context: CommandContext,
): Promise<number> {
  const { lexicons, out, check, format } = options
  const { terminal, interrupt, stages = ownStages } = context
  const messages = format === 'json' ? terminal.err : terminal.out
  const progress = new Progress(terminal.err)
  const during = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
    progress.enter(phase)
    return await unlessAborted(interrupt, work())
  }
  await assertFoldersApart(lexicons, out)
  try {
    const checked = await during('checking the lexicons', () => stages.check(lexicons))
    progress.stop()
    printDiagnostics(terminal.out, checked.diagnostics, format)
    if (checked.documents === undefined) {
      const tally = tallyDiagnostics(messages, checked.diagnostics)
      messages.write(`${count(checked.documentCount, 'document')}: ${tally}; nothing was written\n`)
      return exitCode.failure
    }
    const { documents } = checked
    const upstream = await during('writing the proposal', () => openUpstream(options.upstream))
    const { files, patch, streams } = await during('writing the proposal', async () => {
      const model = await stages.model(documents)
      return await buildProposal({ documents, model, nsids: options.nsids, upstream })
    })
    const outFolder = await during('comparing files', () =>
      readOutFolder(out, files.keys(), proposalMarkers),
    )
    const changes = planChanges(outFolder, files)
    const summary = [
      count(streams.length, 'stream'),
      ...patchText(patch),
      count(files.size, 'file'),
    ].join(', ')
    progress.stop()
    if (upstream === undefined) warnOfNoUpstream(terminal.err)
    warnOfLeftOut(terminal.err, patch)
    if (check) return printDifferences(messages, out, changes, summary, commandOf(options))
    progress.enter('writing files')
    await applyChanges(out, changes, interrupt)
    progress.stop()
    printChanges(messages, changes, summary)
    return exitCode.fine
  } catch (error) {
    if (!(error instanceof StreamChoiceError) && !(error instanceof UpstreamError)) throw error
    progress.stop()
    terminal.err.write(`${paint(terminal.err, 'red', 'error:')} ${error.message}\n`)
    return exitCode.failure
  } finally {
    progress.stop()
  }
}

async function openUpstream(folder: string | undefined): Promise<Upstream | undefined> {
  return folder === undefined
    ? await upstreamPackage(defaultUpstream)
    : await upstreamFolder(folder)
}

/** Says for how many streams the patch is none, where there are such. */
function patchText({ documents }: LexiconPatch): readonly string[] {
  const missing = documents.filter(({ state }) => state === 'missing').length
  return missing === 0 ? [] : [`${missing} not in the patch`]
}

/** Says why the patch changes none of the published documents. */
function warnOfNoUpstream(stream: TerminalStream): void {
  stream.write(
    `${paint(stream, 'yellow', 'warning:')} the published lexicons are not at hand, so that the patch holds new documents only: install ${defaultUpstream}, or name their folder with --upstream\n`,
  )
}

/** Says what a reader of the patch would miss without looking for it. */
function warnOfLeftOut(stream: TerminalStream, { documents }: LexiconPatch): void {
  for (const { nsid, otherwise } of documents) {
    for (const path of otherwise) {
      stream.write(
        `${paint(stream, 'yellow', 'warning:')} ${nsid}: differs from the published lexicon in ${path}, which is no addition; the patch lacks it\n`,
      )
    }
  }
}

function commandOf({ nsids, lexicons, out, upstream }: ProposalOptions): string {
  const flags = ['--lexicons', lexicons, '--out', out]
  if (upstream !== undefined) flags.push('--upstream', upstream)
  return ['lexstream proposal', ...[...nsids, ...flags].map(quoteArgument)].join(' ')
}
