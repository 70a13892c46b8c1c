import { subprotocols } from '../../../generated/runtime/frame/subprotocol.js'
import { elementAt } from './elements.js'
import { Follower } from './follower.js'
import { Panel } from './panel.js'
import { bucketMs } from './rate-history.js'
import { amount, stateNames } from './words.js'

const template = elementAt(document, '#panel', HTMLTemplateElement)
const place = elementAt(document, '#panels', HTMLElement)
const summary = elementAt(document, '#summary', HTMLElement)
const agreement = elementAt(document, '#agreement', HTMLElement)
const replay = elementAt(document, '#replay', HTMLButtonElement)
const restart = elementAt(document, '#restart', HTMLButtonElement)

let drawing = false

const panels = subprotocols.map(
  (subprotocol) => new Panel(new Follower(subprotocol, location.origin, drawSoon), template, place),
)

/** However many messages come, the page is drawn once a frame. */
function drawSoon(): void {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    draw()
  })
}

function draw(): void {
  for (const panel of panels) panel.draw()
  const text = summaryText()
  // Screen readers are told of states, not of every message.
  if (summary.textContent !== text) summary.textContent = text
  agreement.textContent = agreementText() ?? agreement.textContent
}

function summaryText(): string {
  const states = new Set(panels.map(({ follower }) => follower.state))
  const [first] = states
  if (states.size === 1 && first !== undefined)
    return `All three: ${stateNames[first].toLowerCase()}`
  return panels
    .map(({ follower }) => `${follower.subprotocol}: ${stateNames[follower.state].toLowerCase()}`)
    .join(', ')
}

/** Absent while they are not at the same place, which says nothing either way. */
function agreementText(): string | undefined {
  const tallies = panels.map(({ follower }) => follower.tally)
  const [first] = tallies
  if (first === undefined || first.count === 0) return undefined
  if (tallies.some(({ count }) => count !== first.count)) return undefined
  return tallies.every(({ checksum }) => checksum === first.checksum)
    ? `The same ${amount(first.count)} messages in all three`
    : `After ${amount(first.count)} messages the three differ`
}

replay.addEventListener('click', () => {
  replay.disabled = true
  void Promise.all(
    panels.map(async (panel) => {
      await panel.follower.startOver()
      panel.started()
    }),
  ).finally(() => {
    replay.disabled = false
    drawSoon()
  })
})

restart.addEventListener('click', () => {
  restart.disabled = true
  void fetch('restart', { method: 'POST' })
    .catch(() => undefined)
    .finally(() => {
      restart.disabled = false
    })
})

for (const panel of panels) {
  panel.follower.start()
  panel.started()
}
setInterval(() => {
  for (const panel of panels) panel.tick()
}, bucketMs)
draw()
