// Publishes to the log whose path it is given until it is killed, and prints `seq text` for each
// event that was acknowledged.
import { Publisher } from '../../templates/server/publisher.js'
import { SqliteLog } from '../../templates/server/sqlite/index.js'
import { nsid, stream } from '../server/example-stream.js'

const [path = '', run = '', synchronous = '', maxFrames = ''] = process.argv.slice(2)
const log = new SqliteLog(path, {
  synchronous: synchronous === 'normal' ? 'normal' : 'full',
  maxFrames: Number(maxFrames),
})
const publisher = new Publisher(stream, log)
let published = 0

async function publishOne(): Promise<void> {
  const text = `${run}:${published++}:${'x'.repeat((published * 37) % 3000)}`
  const seq = await publisher.publish({ $type: `${nsid}#note`, did: 'did:example:a', text })
  // A pipe takes this at once: what was printed has been said, even if the process ends now.
  process.stdout.write(`${seq} ${text}\n`)
}

for (let size = 1; ; size = (size * 5) % 61) {
  await Promise.all(Array.from({ length: size }, publishOne))
}
