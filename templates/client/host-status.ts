/** How long a host may take to say where a stream stands, in milliseconds. */
const timeoutMs = 10_000
/** An answer is some hundred bytes. */
const maxAnswerBytes = 64 * 1024

/**
 * What a host answers to the question where a stream stands (`com.atproto.stream.getStatus`).
 *
 * @param url the address of the stream on that host
 * @returns undefined where it answers nothing that could be read, for whatever reason. Never rejects.
 */
export async function statusOfHost(
  url: string,
  nsid: string,
  signal: AbortSignal | undefined,
): Promise<object | undefined> {
  const address = new URL('/xrpc/com.atproto.stream.getStatus', url.replace(/^ws/i, 'http'))
  address.searchParams.set('stream', nsid)
  try {
    const timeout = AbortSignal.timeout(timeoutMs)
    const response = await fetch(address, {
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
    if (!response.ok) return undefined
    const status: unknown = JSON.parse(await textOf(response))
    return typeof status === 'object' && status !== null ? status : undefined
  } catch {
    return undefined
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  for (let bytes = 0; bytes <= maxAnswerBytes;) {
    const chunk = await reader?.read()
    if (chunk?.value === undefined) return text
    bytes += chunk.value.length
    text += decoder.decode(chunk.value, { stream: true })
  }
  await reader?.cancel()
  return ''
}
