import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { subprotocols } from '../../generated/runtime/frame/subprotocol.js'
import { isAbsent, launchChromium, orSkipped } from './chromium.js'
import { DemoHost } from './demo-host.js'
import { MessageSource } from './message-source.js'
import {
  barOf,
  openPage,
  panelsOf,
  savedCursors,
  until,
  untilAll,
  untilAllHave,
} from './open-page.js'
import type { Pace } from './paced-source.js'

/** For people to look at; `.tmp` is no part of the project. */
const pictures = join(import.meta.dirname, '../../.tmp/browser')

/** The bar's colours, in light surroundings: of a replay, and when live. */
const blue = 'rgb(61, 90, 254)'
const green = 'rgb(11, 122, 75)'

const historyCount = 3000
const historyMinutes = 10

let browser: Browser

describe.skipIf(isAbsent)(`the client in Chromium${orSkipped}`, () => {
  beforeAll(async () => {
    browser = await launchChromium()
    await mkdir(pictures, { recursive: true })
  })
  afterAll(() => browser.close())

  it('fills a bar in each encoding while it replays, turns it when live, and stays complete', async () => {
    const gate = closedGate()
    let held = Infinity
    const { host, source } = await startHost(({ after }) =>
      after >= held ? gate.opened : undefined,
    )
    held = seqAt(host, historyCount / 2)
    const { page, complaints } = await openPage(browser, host.url)

    for (const subprotocol of subprotocols) {
      await until(() => percentOf(page, subprotocol)).toBeGreaterThanOrEqual(50)
    }
    const replaying = await Promise.all(subprotocols.map((name) => barOf(page, name)))
    for (const { min, max, now, text, filled, color } of replaying) {
      // What is read before the held place may reach a few batches beyond it.
      expect(Number(now)).toBeLessThan(60)
      expect({ min, max, text }).toEqual({
        min: '0',
        max: '100',
        text: `replaying, ${now} percent`,
      })
      expect(filled).toBe(Number(now))
      expect(color).toBe(blue)
    }
    expect((await panelsOf(page)).map(({ state }) => state)).toEqual(Array(3).fill('replaying'))
    expect(await page.getByRole('status').textContent()).toBe('All three: replaying')
    await page.screenshot({ path: join(pictures, 'replaying.png') })

    gate.open()
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)
    const live = await Promise.all(subprotocols.map((name) => barOf(page, name)))
    for (const bar of live) {
      const values = { min: '0', max: '100', now: '100', text: 'live' }
      expect(bar).toEqual({ ...values, filled: 100, color: green })
    }
    await source.publish(50)
    await untilAllHave(page, host.log)
    expect(await page.getByRole('status').textContent()).toBe('All three: live')
    expect(await page.locator('#agreement').textContent()).toBe(
      'The same 3,050 messages in all three',
    )
    await page.screenshot({ path: join(pictures, 'live.png') })
    expect(complaints).toEqual([])
  })

  it('reconnects to a server that was restarted, and misses nothing', async () => {
    const { host, source } = await startHost()
    const { page, complaints } = await openPage(browser, host.url)
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)

    await host.stop()
    await untilAll(page, 'reconnecting')
    for (const { note } of await panelsOf(page)) {
      expect(note).toMatch(/^(The connection closed with 1001 \(going away\)|Cannot connect to)/)
    }
    for (const subprotocol of subprotocols) {
      const { now, text, filled } = await barOf(page, subprotocol)
      expect({ now, text, filled }).toEqual({ now: null, text: 'reconnecting', filled: 100 })
    }
    await source.publish(200)
    await host.start()
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)
    for (const { reconnects } of await panelsOf(page)) {
      expect(Number(reconnects)).toBeGreaterThanOrEqual(1)
    }
    // Chromium itself says in the console that nobody answered; the page has nothing to add.
    expect(
      complaints.filter((text) => !/^WebSocket connection to 'ws:\S+' failed/.test(text)),
    ).toEqual([])
  })

  it('restarts the server at the push of its button', async () => {
    const { host, source } = await startHost()
    const { page } = await openPage(browser, host.url)
    await untilAll(page, 'live')
    await page.getByRole('button', { name: 'Restart the server' }).click()
    await expect
      .poll(async () => (await panelsOf(page)).map(({ reconnects }) => Number(reconnects) > 0))
      .toEqual([true, true, true])
    await source.publish(20)
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)
  })

  it('goes on from its store when it is loaded anew, with neither gap nor repetition', async () => {
    const { host, source } = await startHost()
    const { page, complaints, webSockets } = await openPage(browser, host.url)
    await untilAllHave(page, host.log)
    const saved = host.log.position().highestSeq
    await until(() => savedCursors(page)).toEqual([saved, saved, saved])
    expect(webSockets.map((url) => new URL(url).searchParams.get('cursor'))).toEqual([
      '0',
      '0',
      '0',
    ])

    await page.goto('about:blank')
    await source.publish(300)
    await page.goto(host.url)
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)
    expect(webSockets.slice(3).map((url) => new URL(url).searchParams.get('cursor'))).toEqual(
      Array(3).fill(String(saved)),
    )
    for (const { resumedAt, note } of await panelsOf(page)) {
      expect(resumedAt).toBe(String(saved))
      expect(note).toMatch(/^Resumed from the saved position, \d\d:\d\d:\d\d\.$/)
    }
    expect(complaints).toEqual([])
  })

  it('is complete after a reload in the middle of a replay, too', async () => {
    const gate = closedGate()
    let held = Infinity
    const { host } = await startHost(({ after }) => (after >= held ? gate.opened : undefined))
    held = seqAt(host, historyCount / 2)
    const { page } = await openPage(browser, host.url)
    await until(async () =>
      (await savedCursors(page)).map((cursor) => Number(cursor) >= held),
    ).toEqual([true, true, true])
    await page.reload()
    gate.open()
    await untilAll(page, 'live')
    await untilAllHave(page, host.log)
    for (const { resumedAt } of await panelsOf(page)) {
      expect(Number(resumedAt)).toBeGreaterThanOrEqual(held)
    }
  })

  it('goes on where the server has begun another sequence, and starts over when it is told to', async () => {
    const { host } = await startHost()
    const { page, complaints } = await openPage(browser, host.url)
    const last = host.log.position().highestSeq
    await until(() => savedCursors(page)).toEqual([last, last, last])
    await host.stop()
    const another = await startHost(undefined, Number(new URL(host.url).port))
    await another.source.publish(50)
    const newest = another.host.log.position().highestSeq
    await until(() => savedCursors(page)).toEqual([newest, newest, newest])
    await untilAll(page, 'live')
    // What Chromium says of connections that were refused meanwhile.
    expect(complaints.filter((each) => !each.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
    await page.getByRole('button', { name: 'Replay from the start' }).click()
    await untilAll(page, 'live')
    await untilAllHave(page, another.host.log)
  })

  it('fits on a phone', async () => {
    const { host } = await startHost()
    const { page } = await openPage(browser, host.url, 360)
    await untilAll(page, 'live')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await page.screenshot({ path: join(pictures, 'phone.png'), fullPage: true })
  })
})

/** A host with some history, until the test ends. */
async function startHost(
  pace?: Pace,
  port = 0,
): Promise<{ readonly host: DemoHost; readonly source: MessageSource }> {
  const host = await DemoHost.create(port, pace)
  const source = await MessageSource.into(host.log)
  await source.publishHistory(historyCount, historyMinutes)
  await host.start()
  onTestFinished(() => host.stop())
  return { host, source }
}

/** The seq of the message with that number, counted from 1. */
function seqAt({ log }: DemoHost, number: number): number {
  const { frames } = log.read({ after: 0, limit: number, maxBytes: Infinity })
  return frames.at(-1)?.seq ?? 0
}

async function percentOf(page: Page, subprotocol: string): Promise<number> {
  return Number((await barOf(page, subprotocol)).now)
}

/** Something to wait for, until it is opened. */
function closedGate(): { readonly opened: Promise<void>; open(): void } {
  let open: (() => void) | undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open?.() }
}
