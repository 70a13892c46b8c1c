import { describe, expect, it } from 'vitest'

import { RefusalError } from '../../templates/server/refusal-error.js'
import { unauthorized } from '../../templates/server/refusal.js'
import { nsid } from '../server/example-stream.js'
import { startHost } from '../server/harness.js'
import { run } from './run-in-process.js'

/** A host whose stream, and whose status, is for those who send both of these headers. */
async function startPrivateHost(): Promise<string> {
  const { authority, publisher } = await startHost({
    mount: {
      auth: ({ headers }) => {
        const { authorization, 'x-reader': reader } = headers
        if (authorization === 'Bearer a:b' && reader === 'me') return
        throw new RefusalError(unauthorized('who is there?'))
      },
    },
  })
  await publisher.publish({ $type: `${nsid}#note`, did: 'did:example:a', text: 'private' })
  return `ws://${authority}`
}

const headers = ['--header', 'Authorization: Bearer a:b', '--header', 'X-Reader:  me ']

describe('--header', () => {
  it('gets conformance into a private stream, and to its status', async () => {
    const args = ['conformance', await startPrivateHost(), nsid, '--timeout', '1s']
    const refused = await run([...args, '--level', 'core'])
    expect(refused.code).toBe(1)
    expect(refused.out).toContain('came      HTTP 401 AuthenticationRequired\n')
    const { code, out } = await run([...args, ...headers])
    expect(out).toMatch(/ {2}pass +status-fields\n/)
    expect(out).toMatch(/ {2}pass +cursor-malformed\n/)
    expect(code).toBe(0)
  })

  it('gets probe into a private stream, and to its status', async () => {
    const url = await startPrivateHost()
    const refused = await run(['probe', url, nsid])
    expect(refused).toMatchObject({ code: 1 })
    const { code, out } = await run(['probe', url, nsid, ...headers])
    expect(out).toMatch(/\n {2}getStatus +HTTP 200\n/)
    expect(code).toBe(0)
  })

  it('gets tail into a private stream', async () => {
    const args = ['tail', await startPrivateHost(), nsid, '--oldest', '--count', '1']
    const only = ['--fields', 'text', '--type', 'note', '--json']
    const refused = await run([...args, ...only])
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('who is there?')
    const { code, out } = await run([...args, ...only, ...headers])
    expect(code).toBe(0)
    expect(out).toContain('"text":"private"')
  })

  it.each([
    ['no colon', 'It is written "Name: value", in ASCII and on one line.'],
    [': no name', 'It is written "Name: value", in ASCII and on one line.'],
    ['a name: with a space', 'It is written "Name: value", in ASCII and on one line.'],
    ['X-A: b\r\nX-C: d', 'It is written "Name: value", in ASCII and on one line.'],
    ['X-A: b\nX-C: d', 'It is written "Name: value", in ASCII and on one line.'],
    ['X-A: ü', 'It is written "Name: value", in ASCII and on one line.'],
    ['Sec-WebSocket-Protocol: xrpc.v1.json', 'The connection sets it itself.'],
    ['host: other.example', 'The connection sets it itself.'],
  ])('is called wrongly as %j', async (header, message) => {
    for (const command of ['conformance', 'probe', 'tail']) {
      const { code, out, err } = await run([command, 'relay.example', '--header', header])
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(`is invalid. ${message}\n`)
    }
  })

  it('takes a name once, however it is written', async () => {
    const twice = ['--header', 'X-A: b', '--header', 'x-a: c']
    const { code, err } = await run(['probe', 'relay.example', ...twice])
    expect(code).toBe(2)
    expect(err).toContain("argument 'x-a: c' is invalid. It was given before.\n")
  })

  it('is not for clients', async () => {
    const { code, err } = await run(['conformance', '--client', 'true', ...headers])
    expect(code).toBe(2)
    expect(err).toContain(
      "error: option '--header <header>' cannot be used with option '--client <command>'",
    )
  })
})
