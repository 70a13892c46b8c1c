import type { RuleDescription } from './diagnostic.js'

export const unreadable: RuleDescription = {
  name: 'unreadable',
  severity: 'error',
  description: 'The lexicon folder and every JSON file below it can be read.',
}

export const emptyFolder: RuleDescription = {
  name: 'empty-folder',
  severity: 'error',
  description: 'The lexicon folder holds at least one JSON file.',
}

export const textEncoding: RuleDescription = {
  name: 'text-encoding',
  severity: 'error',
  description: 'A lexicon file is UTF-8 text, with or without a byte order mark.',
}

export const jsonSyntax: RuleDescription = {
  name: 'json-syntax',
  severity: 'error',
  description: 'A lexicon file is strict JSON: no comments and no trailing commas.',
}

export const nestingDepth: RuleDescription = {
  name: 'nesting-depth',
  severity: 'error',
  description: 'Objects and arrays are nested at most 64 levels deep.',
}

export const duplicateKey: RuleDescription = {
  name: 'duplicate-key',
  severity: 'error',
  description: 'A name stands only once in an object.',
}

/** The rules that are checked while files are read. */
export const loadRules: readonly RuleDescription[] = [
  unreadable,
  emptyFolder,
  textEncoding,
  jsonSyntax,
  nestingDepth,
  duplicateKey,
]
