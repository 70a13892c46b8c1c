import type { Material } from '../material.js'
import type { Row } from '../row.js'
import { decodeRows } from './decode-rows.js'
import { encodeRows } from './encode-rows.js'
import { jsonRows } from './json-rows.js'
import { peekRows } from './peek-rows.js'
import { transcodeRows } from './transcode-rows.js'

/** Every comparison, in the order of the report. */
export function allRows(material: Material): Row[] {
  return [decodeRows, peekRows, jsonRows, encodeRows, transcodeRows].flatMap((rows) =>
    rows(material),
  )
}
