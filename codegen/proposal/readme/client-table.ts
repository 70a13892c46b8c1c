import { readFile } from 'node:fs/promises'

import { isJsonObject } from '../../load/json-value.js'
import { code, table } from './markdown.js'
import { templatePath } from './read-template.js'

/** What a client in use did, run against a server that sends `#cursor`. */
export interface MeasuredClient {
  readonly package: string
  readonly version: string
  /** What of the package was run. */
  readonly api: string
  /** What became of `#cursor`, first on the connection and between messages. */
  readonly cursorMessages: 'dropped' | 'handed over'
  /** Which subprotocols it offers. */
  readonly offers: readonly string[]
  /** What it makes of a subprotocol that it did not offer. */
  readonly unofferedSubprotocol: 'accepted' | 'refused'
  /** The cursor that it asks for after a connection that brought nothing but `#cursor`. */
  readonly cursorAfterIdle: 'none' | 'told'
}

/**
 * The record of the runs with clients in use; a test makes the runs again and compares.
 *
 * @throws Error where the record is not as it has to be
 */
export async function measuredClients(): Promise<readonly MeasuredClient[]> {
  const record: unknown = JSON.parse(await readFile(templatePath('clients.json'), 'utf8'))
  const clients = isJsonObject(record) ? record['clients'] : undefined
  if (!Array.isArray(clients) || !clients.every(isMeasuredClient)) {
    throw new Error('templates/proposal/clients.json is no record of clients')
  }
  return clients
}

function isMeasuredClient(value: unknown): value is MeasuredClient {
  return (
    isJsonObject(value) &&
    ['package', 'version', 'api'].every((name) => typeof value[name] === 'string') &&
    (value['cursorMessages'] === 'dropped' || value['cursorMessages'] === 'handed over') &&
    Array.isArray(value['offers']) &&
    value['offers'].every((token) => typeof token === 'string') &&
    (value['unofferedSubprotocol'] === 'accepted' || value['unofferedSubprotocol'] === 'refused') &&
    (value['cursorAfterIdle'] === 'none' || value['cursorAfterIdle'] === 'told')
  )
}

export function clientsTable(clients: readonly MeasuredClient[]): string {
  const rows = clients.map((client) => [
    `${code(client.package)} ${client.version}, ${client.api}`,
    client.cursorMessages === 'dropped' ? 'drops it' : 'hands it to its user',
    client.offers.length === 0 ? 'nothing' : client.offers.map(code).join(', '),
    client.unofferedSubprotocol === 'refused' ? 'fails the connection' : 'goes on',
    client.cursorAfterIdle === 'none' ? 'without a cursor' : 'with the one that `#cursor` told',
  ])
  const head = [
    'client',
    '`#cursor`',
    'offers',
    'a token not offered',
    'connects again after an idle connection',
  ]
  return table(head, rows)
}
