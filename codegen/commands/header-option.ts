import { InvalidArgumentError, Option } from 'commander'

import type { RequestHeaders } from '../streams/stream-address.js'

const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/
/** What HTTP and the handshake decide themselves. */
const reserved =
  /^(?:connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|sec-.*)$/i

/** Takes `Name: value`, once for each header that requests to a host are to carry. */
export function headerOption(): Option {
  return new Option(
    '--header <header>',
    'a header for every request to the host, such as "Authorization: Bearer TOKEN"; may be repeated',
  ).argParser((text: string, before: RequestHeaders | undefined): RequestHeaders => {
    const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*)$/s.exec(text) ?? []
    if (!token.test(name) || !/^[\t\x20-\x7E]*$/.test(value)) {
      throw new InvalidArgumentError('It is written "Name: value", in ASCII and on one line.')
    }
    if (reserved.test(name)) throw new InvalidArgumentError('The connection sets it itself.')
    const names = Object.keys(before ?? {}).map((each) => each.toLowerCase())
    if (names.includes(name.toLowerCase())) throw new InvalidArgumentError('It was given before.')
    return { ...before, [name]: value.trimEnd() }
  })
}
