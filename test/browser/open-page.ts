import type { Browser, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { subprotocols } from '../../generated/runtime/frame/subprotocol.js'
import type { MemoryLog } from '../../generated/runtime/server/index.js'
import { counted, emptyTally, checksumText } from './page/tally.js'

/** Long for what takes a second or two; a browser may have a bad day. */
const timeout = 25_000

/** What a panel shows. */
export interface PanelFacts {
  readonly subprotocol: string
  readonly state: string
  readonly count: string
  readonly checksum: string
  readonly lastSeq: string
  readonly resumedAt: string
  readonly reconnects: string
  readonly note: string
}

/** The page, and what it had to complain about. */
export interface OpenPage {
  readonly page: Page
  /** Errors in the console, and such as nobody caught. */
  readonly complaints: string[]
  /** The addresses of its WebSockets, oldest first. */
  readonly webSockets: string[]
}

/** Opens the page in a browser profile of its own, until the test ends. */
export async function openPage(browser: Browser, url: string, width = 1280): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
  })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(timeout)
  const page = await context.newPage()
  const complaints: string[] = []
  const webSockets: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('websocket', (webSocket) => webSockets.push(webSocket.url()))
  await page.goto(url)
  return { page, complaints, webSockets }
}

/** What the panels show, in the order in which they stand. */
export async function panelsOf(page: Page): Promise<PanelFacts[]> {
  return await page.locator('.panel').evaluateAll((panels) =>
    panels.map((panel) => {
      const part = (name: string) => panel.querySelector(`[data-part=${name}]`)?.textContent ?? ''
      const data = (name: string) => panel.getAttribute(`data-${name}`) ?? ''
      return {
        subprotocol: data('subprotocol'),
        state: data('state'),
        count: part('count'),
        checksum: part('checksum'),
        lastSeq: data('last-seq'),
        resumedAt: data('resumed-at'),
        reconnects: part('reconnects'),
        note: part('note'),
      }
    }),
  )
}

/** Expects of what is read again and again that it comes to what is wanted. */
export function until<T>(read: () => Promise<T>) {
  return expect.poll(read, { timeout })
}

/** Waits until all panels are in a state. */
export async function untilAll(page: Page, state: string): Promise<void> {
  await until(async () => (await panelsOf(page)).map((panel) => panel.state)).toEqual([
    state,
    state,
    state,
  ])
}

/** Waits until all panels have received what the log holds: all of it, in order, nothing twice. */
export async function untilAllHave(page: Page, log: MemoryLog): Promise<void> {
  const { frames } = log.read({ after: 0, limit: Infinity, maxBytes: Infinity })
  const tally = frames.reduce((sum, { seq }) => counted(sum, seq), emptyTally)
  const expected = {
    count: tally.count.toLocaleString('en'),
    checksum: checksumText(tally),
    lastSeq: String(frames.at(-1)?.seq),
  }
  await until(async () =>
    (await panelsOf(page)).map(({ subprotocol, count, checksum, lastSeq }) => ({
      subprotocol,
      count,
      checksum,
      lastSeq,
    })),
  ).toEqual(subprotocols.map((subprotocol) => ({ subprotocol, ...expected })))
}

/** What a progress bar says to those who cannot see it, and what it looks like to the others. */
export interface BarFacts {
  readonly min: string | null
  readonly max: string | null
  readonly now: string | null
  readonly text: string | null
  readonly color: string
  /** How much of it is filled, in percent of its width. */
  readonly filled: number
}

/** The position bar of an encoding, found as assistive technology finds it. */
export async function barOf(page: Page, subprotocol: string): Promise<BarFacts> {
  const name = `Position in the stream, ${subprotocol}`
  return await page.getByRole('progressbar', { name, exact: true }).evaluate((bar) => {
    const fill = bar.querySelector('.bar-fill') ?? bar
    const width = fill.getBoundingClientRect().width / bar.getBoundingClientRect().width
    return {
      min: bar.getAttribute('aria-valuemin'),
      max: bar.getAttribute('aria-valuemax'),
      now: bar.getAttribute('aria-valuenow'),
      text: bar.getAttribute('aria-valuetext'),
      color: getComputedStyle(fill).backgroundColor,
      filled: Math.round(width * 100),
    }
  })
}

/** The cursors that the page has saved, one for each encoding. */
export async function savedCursors(page: Page): Promise<unknown[]> {
  return await page.evaluate(
    (keys) =>
      keys.map((key) => {
        const saved: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
        return typeof saved === 'object' && saved !== null && 'cursor' in saved ? saved.cursor : 0
      }),
    subprotocols.map((subprotocol) => `com.atproto.sync.subscribeRepos ${subprotocol} cursor`),
  )
}
