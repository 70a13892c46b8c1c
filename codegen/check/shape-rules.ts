import type { RuleDescription } from '../load/diagnostic.js'

export const documentShape: RuleDescription = {
  name: 'document-shape',
  severity: 'error',
  description: 'Every member that the Lexicon language requires is there, and has the right type.',
}

export const unknownMember: RuleDescription = {
  name: 'unknown-member',
  severity: 'warning',
  description: 'Every member is one that the Lexicon language knows; others are ignored.',
}

export const unknownType: RuleDescription = {
  name: 'unknown-type',
  severity: 'error',
  description: 'Every "type" is one that the Lexicon language knows.',
}

export const misplacedType: RuleDescription = {
  name: 'misplaced-type',
  severity: 'error',
  description: 'Every "type" stands where the Lexicon language allows it.',
}

export const subscriptionMessage: RuleDescription = {
  name: 'subscription-message',
  severity: 'error',
  description: 'The messages of a subscription are a union of at least one ref.',
}

/** The rules that the JSON Schema of a document stands for. */
export const shapeRules: readonly RuleDescription[] = [
  documentShape,
  unknownMember,
  unknownType,
  misplacedType,
]
