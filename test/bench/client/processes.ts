import type { HelperProcess } from '../server/processes/helper-process.js'
import type { ProcessGroup } from '../server/processes/process-group.js'
import type { ContenderName } from './contenders/all-contenders.js'

/** Starts a client in a process of its own. */
export function startClient(group: ProcessGroup, name: ContenderName): HelperProcess {
  return group.start(name, '../client/contenders/client-process.ts', [name])
}

/** Starts the server that is faster than every client. */
export function startSource(group: ProcessGroup, corpus: string): HelperProcess {
  return group.start('the source', '../client/source/source-process.ts', [corpus])
}
