import { RawClient } from './raw-client.js'

/** Sends a request that will be refused, and waits for the answer. */
export async function refused(authority: string, request: string): Promise<void> {
  const client = await RawClient.connect(authority)
  client.write(request)
  await client.answer()
}
