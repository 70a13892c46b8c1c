import type { Subprotocol } from '../../../generated/runtime/frame/subprotocol.js'
import { elementAt } from './elements.js'
import type { Follower } from './follower.js'
import { RateHistory } from './rate-history.js'
import { checksumText } from './tally.js'
import { amount, behindText, describe, noteText, stateNames, timeOfSeq } from './words.js'

const about: Readonly<Record<Subprotocol, string>> = {
  'xrpc.v0.cbor': 'header and payload',
  'xrpc.v1.cbor': 'one CBOR object each',
  'xrpc.v1.json': 'one JSON object each',
}

/** Shows how one follower gets on. */
export class Panel {
  readonly follower: Follower
  readonly #root: HTMLElement
  readonly #bar: HTMLElement
  readonly #line: SVGPathElement
  readonly #area: SVGPathElement
  readonly #history = new RateHistory()

  /** @param place where the panel is put, behind those that are there */
  constructor(follower: Follower, template: HTMLTemplateElement, place: HTMLElement) {
    const copy = document.importNode(template.content, true)
    this.follower = follower
    this.#root = elementAt(copy, '.panel', HTMLElement)
    this.#bar = elementAt(copy, '[data-part=bar]', HTMLElement)
    this.#line = elementAt(copy, '.history-line', SVGPathElement)
    this.#area = elementAt(copy, '.history-area', SVGPathElement)
    this.#root.dataset['subprotocol'] = follower.subprotocol
    this.#bar.setAttribute('aria-label', `Position in the stream, ${follower.subprotocol}`)
    place.append(copy)
    this.#show('name', follower.subprotocol)
    this.#show('about', about[follower.subprotocol])
  }

  /** The follower has just been started. */
  started(): void {
    this.#history.startAt(this.follower.tally.count)
  }

  /** Half a second has passed. */
  tick(): void {
    this.#history.tick(this.follower.tally.count)
    const { line, perSecond } = this.#history
    this.#line.setAttribute('d', line)
    this.#area.setAttribute('d', `${line}V20H0Z`)
    this.#show('rate', amount(perSecond))
  }

  draw(): void {
    const { follower } = this
    const { state, position, tally, reconnects, last, lastSeq } = follower
    const { dataset } = this.#root
    dataset['state'] = state
    dataset['lastSeq'] = String(lastSeq ?? '')
    dataset['resumedAt'] = String(follower.resumedAt ?? '')
    this.#show('state', stateNames[state])
    this.#show('at', position?.cursor === undefined ? '' : `at ${timeOfSeq(position.cursor)}`)
    this.#show('behind', behindText(follower))
    this.#show('count', amount(tally.count))
    this.#show('reconnects', amount(reconnects))
    this.#show('checksum', checksumText(tally))
    this.#show('note', noteText(follower))
    this.#drawBar()
    const { kind, detail, account } =
      last === undefined ? { kind: '', detail: '', account: '' } : describe(last)
    this.#show('kind', kind)
    this.#show('time', lastSeq === undefined ? '' : timeOfSeq(lastSeq))
    this.#show('detail', detail)
    this.#show('account', account)
  }

  #drawBar(): void {
    const { state, position } = this.follower
    const progress = position?.backfill?.progress
    if (state === 'live') this.#fill(100, 'live')
    else if (state === 'replaying' && progress !== undefined) {
      const percent = Math.floor(progress * 100)
      this.#fill(percent, `replaying, ${percent} percent`)
    } else {
      // How far it is cannot be known; what was reached stays in sight.
      this.#bar.removeAttribute('aria-valuenow')
      this.#bar.setAttribute('aria-valuetext', stateNames[state].toLowerCase())
    }
  }

  #fill(percent: number, text: string): void {
    this.#bar.style.setProperty('--filled', String(percent))
    this.#bar.setAttribute('aria-valuenow', String(percent))
    this.#bar.setAttribute('aria-valuetext', text)
  }

  #show(part: string, text: string): void {
    const element = elementAt(this.#root, `[data-part=${part}]`, HTMLElement)
    if (element.textContent !== text) element.textContent = text
  }
}
