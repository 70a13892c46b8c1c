import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DemoHost } from './demo-host.js'
import { MessageSource } from './message-source.js'

const help = `Usage: npm run demo:browser -- [--port N]

Serves a page on the loopback interface that reads a stream of made messages in all three encodings.
There are ten minutes of history when it starts, and new messages come as long as it runs.
`

/** So many stored messages, and so many new ones a second. */
const historyCount = 6000
const historyMinutes = 10
const perSecond = 20
/** What is older than this is read slowly, so that a replay can be watched. */
const replayedMs = 1000
const readPauseMs = 25

process.exitCode = await main()

async function main(): Promise<number> {
  const port = wantedPort()
  if (port === undefined) {
    process.stderr.write(help)
    return 2
  }
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const host = await DemoHost.create(port, ({ after }) =>
    after / 1000 < Date.now() - replayedMs ? delay(readPauseMs) : undefined,
  )
  const source = await MessageSource.into(host.log)
  await source.publishHistory(historyCount, historyMinutes)
  await host.start()
  process.stdout.write(`open ${host.url} in a browser; Ctrl-C ends this\n`)
  const publishing = setInterval(() => void source.publish(1), 1000 / perSecond)
  await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve))
  clearInterval(publishing)
  await host.stop()
  return 0
}

/** Absent where the command line is wrong. */
function wantedPort(): number | undefined {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
    const port = Number(values.port)
    return Number.isInteger(port) && port >= 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}
