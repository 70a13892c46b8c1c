import type { StringFormat } from '../../load/lexicon.js'
import type { JsonSchema } from './json-schema.js'

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const handle = `(?:${label}\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`
const did = 'did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]'
const nsid = `[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.${label})+\\.[A-Za-z][A-Za-z0-9]{0,62}`
const recordKey = '[A-Za-z0-9._~:-]{1,512}'
const pointer = "/[A-Za-z0-9._~:@!$&')(*+,;=%\\[\\]/-]*"

/**
 * What the string formats of the Lexicon language come to as patterns. They say all that a pattern
 * can say without growing beyond reading: that a datetime is within its years, how a language tag
 * goes on after its language, and which of a URI's characters are escaped how, is not looked at.
 */
export const formatSchemas: Readonly<Record<StringFormat, JsonSchema>> = {
  'at-identifier': { maxLength: 2048, pattern: `^(?:${did}|${handle})$` },
  'at-uri': {
    maxLength: 8192,
    pattern: `^at://(?:${did}|${handle})(?:/${nsid}(?:/(?!\\.{1,2}(?:#|$))${recordKey})?)?(?:#${pointer})?$`,
  },
  cid: {
    minLength: 8,
    maxLength: 128,
    pattern:
      '^(?:b[a-z2-7]+=*|z[1-9A-HJ-NP-Za-km-z]+|k[0-9a-z]+|f[0-9a-f]+|m[A-Za-z0-9+/]+|7[0-7]+)$',
  },
  datetime: {
    maxLength: 64,
    pattern:
      '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|(?!-00:00)[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$',
  },
  did: { maxLength: 2048, pattern: `^${did}$` },
  handle: { maxLength: 253, pattern: `^${handle}$` },
  language: { pattern: '^(?:[a-z]{2,3}|[iXx](?=-))(?:-[A-Za-z0-9]{1,8})*$' },
  nsid: { maxLength: 317, pattern: `^${nsid}$` },
  'record-key': { pattern: `^(?!\\.{1,2}$)${recordKey}$` },
  tid: { pattern: '^[2-7a-j][2-7a-z]{12}$' },
  uri: { maxLength: 8192, pattern: '^\\w[\\w.+-]*:(?://)?[^\\s/]\\S*$' },
}
