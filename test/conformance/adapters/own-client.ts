// lexstream's own client behind the interface of `lexstream conformance --client`.
import { stream } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { isSubprotocol } from '../../../generated/runtime/index.js'
import { subscribe } from '../../../generated/runtime/client/node/index.js'

const {
  LEXSTREAM_URL: url = '',
  LEXSTREAM_CURSOR: cursor = '',
  LEXSTREAM_SUBPROTOCOLS: tokens = '',
} = process.env
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const subprotocols = tokens.split(',').filter(isSubprotocol)
// A test does not wait as long as a consumer should.
const backoff = { minMs: 20, maxMs: 100, laterMs: 20 }
const start = cursor === '' ? {} : { cursor: Number(cursor) }
try {
  for await (const message of subscribe(stream, { url, subprotocols, backoff, ...start }))
    print(message)
} catch (error) {
  print({ error: error instanceof Error ? error.message : String(error) })
}
