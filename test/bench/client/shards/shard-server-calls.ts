import { call } from '../../server/processes/call.js'
import { nothing, number, object } from '../../server/processes/message-shape.js'
import { resourceUse } from '../../server/resource-use.js'

/** Fills a log in memory with so many messages and serves it. */
export const serveCall = call(
  'serve',
  object({ messages: number }),
  object({ port: number, firstSeq: number }),
)

/** What the process has used since it started. */
export const useCall = call('use', nothing, resourceUse)
