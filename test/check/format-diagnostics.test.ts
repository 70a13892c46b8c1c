import { describe, expect, it } from 'vitest'

import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import type { Diagnostic } from '../../codegen/load/diagnostic.js'

const unknownRef: Diagnostic = {
  severity: 'error',
  rule: 'unknown-ref',
  file: 'lexicons/a/b.json',
  line: 12,
  column: 9,
  path: 'defs.main.message.schema.refs[2]',
  message: 'unknown ref "#cusor"',
  hint: 'did you mean "#cursor"?',
}

const unreadable: Diagnostic = {
  severity: 'warning',
  rule: 'unreadable',
  file: 'C:/50%,\n/b.json',
  line: 1,
  column: 1,
  path: '',
  message: '100% wrong:\r\n\u001b[31mstill, wrong',
}

describe('formatDiagnostics', () => {
  it('writes a line for each as text', () => {
    expect(formatDiagnostics([unknownRef, unreadable], 'text')).toBe(
      'lexicons/a/b.json:12:9 defs.main.message.schema.refs[2]: unknown ref "#cusor" (did you mean "#cursor"?) [error unknown-ref]\n' +
        'C:/50%,\\u000a/b.json:1:1: 100% wrong:\\u000d\\u000a\\u001b[31mstill, wrong [warning unreadable]',
    )
  })

  it('colours text where asked to, and nothing else', () => {
    expect(formatDiagnostics([unknownRef], 'text', { color: true })).toBe(
      '\u001b[36mlexicons/a/b.json:12:9\u001b[39m \u001b[1mdefs.main.message.schema.refs[2]\u001b[22m: ' +
        'unknown ref "#cusor" (did you mean "#cursor"?) \u001b[31m[error unknown-ref]\u001b[39m',
    )
    expect(formatDiagnostics([unreadable], 'text', { color: true })).toContain(
      '\u001b[33m[warning unreadable]\u001b[39m',
    )
    for (const format of ['json', 'github'] as const) {
      expect(formatDiagnostics([unknownRef], format, { color: true })).toBe(
        formatDiagnostics([unknownRef], format),
      )
    }
  })

  it('writes an array with every member in a fixed order as JSON', () => {
    const { hint, ...rest } = unknownRef
    const shuffled: Diagnostic = { hint: hint ?? '', ...rest }
    expect(formatDiagnostics([shuffled, unreadable], 'json')).toBe(
      JSON.stringify([unknownRef, { ...unreadable, hint: null }], undefined, 2),
    )
  })

  it('writes escaped workflow commands for GitHub', () => {
    expect(formatDiagnostics([unknownRef, unreadable], 'github')).toBe(
      '::error file=lexicons/a/b.json,line=12,col=9,title=unknown-ref::defs.main.message.schema.refs[2]: unknown ref "#cusor" (did you mean "#cursor"?)\n' +
        '::warning file=C%3A/50%25%2C%0A/b.json,line=1,col=1,title=unreadable::100%25 wrong:%0D%0A\u001b[31mstill, wrong',
    )
  })

  it('writes nothing, or an empty array, where there is nothing to say', () => {
    expect(formatDiagnostics([], 'text')).toBe('')
    expect(formatDiagnostics([], 'json')).toBe('[]')
    expect(formatDiagnostics([], 'github')).toBe('')
  })
})
