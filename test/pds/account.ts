/** A record as the PDS's API names it. */
export interface RecordReference {
  readonly uri: string
  readonly cid: string
}

/** Where a PDS is, asked anew for each call: its port changes when it restarts. */
export interface PdsLocation {
  /** `127.0.0.1:port` */
  readonly authority: string
}

/**
 * Calls a procedure of a PDS, without a body where there is no input.
 *
 * @throws Error with the PDS's answer where it is not 200
 */
export async function callProcedure(
  pds: PdsLocation,
  nsid: string,
  authorization: string | undefined,
  input: object | undefined,
): Promise<unknown> {
  const headers = new Headers()
  if (authorization !== undefined) headers.set('authorization', authorization)
  if (input !== undefined) headers.set('content-type', 'application/json')
  const body = input === undefined ? null : JSON.stringify(input)
  const url = `http://${pds.authority}/xrpc/${nsid}`
  const response = await fetch(url, { method: 'POST', headers, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${nsid}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** An account of a PDS, used through the PDS's API. */
export class Account {
  readonly did: string
  readonly #pds: PdsLocation
  readonly #authorization: string
  #createdRecords = 0

  private constructor(pds: PdsLocation, session: unknown) {
    this.did = textIn(session, 'did')
    this.#pds = pds
    this.#authorization = `Bearer ${textIn(session, 'accessJwt')}`
  }

  /** Creates the account `<name>.test`. */
  static async create(pds: PdsLocation, name: string): Promise<Account> {
    const input = { handle: `${name}.test`, email: `${name}@example.com`, password: `${name}-word` }
    const nsid = 'com.atproto.server.createAccount'
    return new Account(pds, await callProcedure(pds, nsid, undefined, input))
  }

  post(text: string): Promise<RecordReference> {
    return this.createRecord('app.bsky.feed.post', { text })
  }

  /** Creates a record. */
  async createRecord(collection: string, record: object): Promise<RecordReference> {
    return referenceIn(
      await this.call('com.atproto.repo.createRecord', {
        repo: this.did,
        collection,
        record: this.#complete(collection, record),
      }),
    )
  }

  /** Creates or replaces the record of a key. */
  async putRecord(collection: string, rkey: string, record: object): Promise<RecordReference> {
    return referenceIn(
      await this.call('com.atproto.repo.putRecord', {
        repo: this.did,
        collection,
        rkey,
        record: this.#complete(collection, record),
      }),
    )
  }

  async deleteRecord(uri: string): Promise<void> {
    const [collection, rkey] = uri.split('/').slice(-2)
    await this.call('com.atproto.repo.deleteRecord', { repo: this.did, collection, rkey })
  }

  /** Creates posts and deletes records in a single commit. */
  async write(texts: readonly string[], deleted: readonly RecordReference[]): Promise<void> {
    const collection = 'app.bsky.feed.post'
    const creations = texts.map((text) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection,
      value: this.#complete(collection, { text }),
    }))
    const deletions = deleted.map(({ uri }) => ({
      $type: 'com.atproto.repo.applyWrites#delete',
      collection,
      rkey: uri.split('/').at(-1),
    }))
    const writes = [...creations, ...deletions]
    await this.call('com.atproto.repo.applyWrites', { repo: this.did, writes })
  }

  /** Calls a procedure as this account. */
  call(nsid: string, input?: object): Promise<unknown> {
    return callProcedure(this.#pds, nsid, this.#authorization, input)
  }

  /** Times differ by a second from record to record, so that no two are alike. */
  #complete(collection: string, record: object): object {
    const createdAt = new Date(Date.UTC(2025, 0, 1, 0, 0, this.#createdRecords++)).toISOString()
    return { $type: collection, createdAt, ...record }
  }
}

function referenceIn(answer: unknown): RecordReference {
  return { uri: textIn(answer, 'uri'), cid: textIn(answer, 'cid') }
}

function textIn(answer: unknown, key: string): string {
  const value: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined
  if (typeof value !== 'string') throw new Error(`the PDS's answer has no ${key}`)
  return value
}
