// Runs the PDS that is installed beside this file, configured by its environment, on the loopback
// interface alone; tells the process that started it the port, and ends with that process.
import type { Server } from 'node:http'

/** What is used of the package `@atproto/pds`. */
interface PdsPackage {
  readonly PDS: {
    /** Runs a PDS until the process is asked to end. */
    run(options: {
      readonly onCreated: (pds: Pds) => void
      readonly onStarted: (pds: Pds) => void
    }): Promise<void>
  }
}

interface Pds {
  readonly app: { listen: (port: number, hostname?: string) => Server }
  /** Absent until it has started. */
  readonly server?: Server
}

function isPdsPackage(value: unknown): value is PdsPackage {
  return typeof value === 'object' && value !== null && 'PDS' in value
}

process.once('disconnect', () => process.exit(1))

// No literal type, since types are checked where the package is not installed, too.
const packageName: string = '@atproto/pds'
const pdsPackage: unknown = await import(packageName)
if (!isPdsPackage(pdsPackage)) throw new Error(`${packageName} has no PDS`)
await pdsPackage.PDS.run({
  onCreated: ({ app }) => {
    const listen = app.listen.bind(app)
    app.listen = (port) => listen(port, '127.0.0.1')
  },
  onStarted: ({ server }) => {
    const address = server?.address()
    if (typeof address === 'object') process.send?.(address?.port)
  },
})
process.exit(0)
