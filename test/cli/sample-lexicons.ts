/** A document that is in order: a query's worth of nothing much. */
export const pingLexicon = lexicon('com.example.ping', {
  main: {
    type: 'query',
    output: {
      encoding: 'application/json',
      schema: { type: 'object', properties: { text: { type: 'string' } } },
    },
  },
})

/** A stream without cursors, as anybody's first one may be. */
export const ticksLexicon = lexicon('com.example.subscribeTicks', {
  main: {
    type: 'subscription',
    parameters: { type: 'params', properties: { cursor: { type: 'integer' } } },
    message: { schema: { type: 'union', refs: ['#tick'] } },
  },
  tick: {
    type: 'object',
    required: ['seq', 'text'],
    properties: { seq: { type: 'integer' }, text: { type: 'string', maxLength: 100 } },
  },
})

/** The text of a lexicon document. */
export function lexicon(id: string, defs: object): string {
  return `${JSON.stringify({ lexicon: 1, id, defs }, undefined, 2)}\n`
}
