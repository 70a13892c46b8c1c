import { expect, it } from 'vitest'

import { run } from './run-in-process.js'
import { startWrongHost } from './tail-wrong-hosts.js'

const nsid = 'network.bsky.jetstream.subscribeEvents'

/** A host that counts, and takes a cursor of 10^15 or more for a time; it sends no `#cursor`. */
async function startJetstream() {
  return await startWrongHost((webSocket) => {
    for (const seq of [41, 42, 43]) {
      const payload = {
        $type: `${nsid}#identity`,
        seq,
        did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
        time: '2026-01-02T03:04:05.678Z',
      }
      webSocket.send(JSON.stringify({ $type: 'message', payload }))
    }
  })
}

it('asks Jetstream for a time, and goes on by the numbers that it answers with', async () => {
  const { url, requests } = await startJetstream()
  const before = Date.now()
  const args = ['--since', '5m', '--fields', 'seq', '--count', '3']
  expect(await run(['tail', url, nsid, ...args])).toEqual({
    code: 0,
    out: '41 #identity\n42 #identity\n43 #identity\n',
    err: 'to go on from here: --cursor 43\n',
  })
  const asked = requests.map((target) => new URL(target, url).searchParams.get('cursor'))
  expect(asked).toHaveLength(1)
  const agoMs = before - Number(asked[0]) / 1000
  expect(agoMs).toBeGreaterThan(299_000)
  expect(agoMs).toBeLessThanOrEqual(300_000)
})

it('does not take lower numbers for an answer to a number', async () => {
  const { url } = await startJetstream()
  const args = ['--cursor', '1767323045000000']
  const { code, out, err } = await run(['tail', url, nsid, ...args])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('seq 41')
})
