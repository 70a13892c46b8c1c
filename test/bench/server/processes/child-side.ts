import { ProcessLink } from './process-link.js'

/**
 * The link of a process to the one that started it. The process ends when that one has gone,
 * however that came to be.
 */
export function linkToParent(): ProcessLink {
  const send = process.send?.bind(process)
  if (send === undefined)
    throw new Error('started by hand: it belongs to a bench or a soak, which starts it')
  const link = new ProcessLink((message) => {
    // Whoever has gone needs no answer, or is going while this is on its way.
    if (process.connected) send(message, undefined, undefined, () => undefined)
  })
  process.on('message', (message) => link.receive(message))
  process.on('disconnect', () => process.exit())
  // The one that started it gets the signal too, and decides.
  process.on('SIGINT', () => undefined)
  return link
}
