// `FirehoseSubscription` of @atcute/firehose behind the interface of `lexstream conformance --client`.
import { ComAtprotoSyncSubscribeRepos } from '@atcute/atproto'
import { FirehoseSubscription } from '@atcute/firehose'

const { LEXSTREAM_HOST: service = '', LEXSTREAM_CURSOR: saved = '' } = process.env
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
let cursor = saved === '' ? undefined : Number(saved)
const subscription = new FirehoseSubscription({
  service,
  nsid: ComAtprotoSyncSubscribeRepos.mainSchema,
  params: () => (cursor === undefined ? {} : { cursor }),
  onError: (error) => print({ note: String(error) }),
})
try {
  for await (const message of subscription) {
    print(message)
    if ('seq' in message) cursor = message.seq
  }
} catch (error) {
  print({ error: error instanceof Error ? error.message : String(error) })
}
