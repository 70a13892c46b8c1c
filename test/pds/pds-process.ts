import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The PDS's own name, as its configuration makes it. */
export const serviceDid = 'did:web:localhost'

const program = join(import.meta.dirname, 'package/run-pds.ts')

/**
 * A PDS in a process of its own, with a data folder of its own. It can be stopped and started again
 * on the same data; the port is then another one.
 */
export class PdsProcess {
  readonly adminPassword = randomBytes(16).toString('hex')
  readonly #folder = mkdtempSync(join(tmpdir(), 'lexstream-pds-'))
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #authority = ''

  constructor(plcUrl: string) {
    const { PATH = '' } = process.env
    this.#environment = {
      PATH,
      PDS_HOSTNAME: 'localhost',
      PDS_PORT: '0',
      PDS_DEV_MODE: 'true',
      PDS_INVITE_REQUIRED: 'false',
      PDS_DATA_DIRECTORY: this.#folder,
      PDS_BLOBSTORE_DISK_LOCATION: join(this.#folder, 'blobs'),
      PDS_DID_PLC_URL: plcUrl,
      PDS_ADMIN_PASSWORD: this.adminPassword,
      PDS_JWT_SECRET: randomBytes(16).toString('hex'),
      PDS_DPOP_SECRET: randomBytes(32).toString('hex'),
      PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
      LOG_ENABLED: 'false',
    }
  }

  /** `127.0.0.1:port`, while it runs. */
  get authority(): string {
    return this.#authority
  }

  /** The database of its sequencer. */
  get sequencerPath(): string {
    return join(this.#folder, 'sequencer.sqlite')
  }

  /** Resolves once it takes requests. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program], {
      env: this.#environment,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    let complaints = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text))
    const port = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve)
      child.once('error', reject)
      child.once('close', () => reject(new Error(`the PDS did not start: ${complaints}`)))
    })
    this.#authority = `127.0.0.1:${String(port)}`
  }

  /** Ends it, gently if it lets itself be; its data stay. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
