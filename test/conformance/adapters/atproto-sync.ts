// `Firehose` of @atproto/sync behind the interface of `lexstream conformance --client`.
import { IdResolver } from '@atproto/identity'
import { Firehose } from '@atproto/sync'

const {
  LEXSTREAM_HOST: service = '',
  LEXSTREAM_NSID: nsid = '',
  LEXSTREAM_CURSOR: saved = '',
} = process.env
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
let cursor = saved === '' ? undefined : Number(saved)
const firehose = new Firehose({
  service,
  // Nothing is looked up.
  idResolver: new IdResolver({ fetch: async () => new Response(null, { status: 404 }) }),
  unauthenticatedHandles: true,
  unauthenticatedCommits: true,
  subscriptionReconnectDelay: 20,
  getCursor: () => cursor,
  handleEvent: ({ event, ...fields }) => {
    print({ $type: `${nsid}#${event}`, ...fields })
    cursor = fields.seq
  },
  onError: () => undefined,
})
await firehose.start()
