import type { Diagnostic } from '../../load/diagnostic.js'
import { emptyFolder, unreadable } from '../../load/load-rules.js'
import { escapeUnprintable } from '../../printable.js'

/** What is wrong as a whole, so that no line of it can be named. */
const wholeFile: ReadonlySet<string> = new Set([unreadable.name, emptyFolder.name])

/** Why lexicons cannot be read, a line each. */
export function whyUnread(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ file, line, rule, message }) => {
      const place = wholeFile.has(rule) ? file : `${file}:${line}`
      return escapeUnprintable(`${place}: ${message}`)
    })
    .join('\n')
}
