import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SavedCursor } from '../../generated/runtime/client/index.js'
import { isAbsent, launchChromium, orSkipped } from './chromium.js'

const origin = 'http://stores.example/'

const full: SavedCursor = {
  cursor: 2 ** 53 - 1,
  host: 'relay.example:8080',
  time: '2026-01-02T03:04:05.678Z',
  seqScheme: 'unix-micros',
  sequenceId: 'a "b" \u2028 ü',
}
const plain: SavedCursor = { cursor: 0, host: 'relay.example', time: '2026-01-02T03:04:05.678Z' }

let browser: Browser
let script: string

describe.skipIf(isAbsent)(`cursor stores in Chromium${orSkipped}`, () => {
  beforeAll(async () => {
    browser = await launchChromium()
    script = await bundle()
  })
  afterAll(() => browser.close())

  let context: BrowserContext
  beforeEach(async () => {
    context = await browser.newContext()
    await context.route(`${origin}**`, (route) =>
      route.request().url() === origin
        ? route.fulfill({ contentType: 'text/html', body: '<script src="/stores.js"></script>' })
        : route.fulfill({ contentType: 'text/javascript', body: script }),
    )
    onTestFinished(() => context.close())
  })

  async function openPage(): Promise<Page> {
    const page = await context.newPage()
    await page.goto(origin)
    return page
  }

  describe.each(['indexedDb', 'localStorage'] as const)('%s', (kind) => {
    it('gives back what was saved last, after a reload and on another page too', async () => {
      const page = await openPage()
      const empty = await page.evaluate((name) => cursorStores[name]('a').load(), kind)
      expect(empty).toBe(undefined)
      const once = await page.evaluate(
        async ([name, first, second]) => {
          const store = cursorStores[name]('a')
          await store.save(first)
          const loaded = await store.load()
          await store.save(second)
          return loaded
        },
        [kind, plain, full] as const,
      )
      expect(once).toEqual(plain)
      await page.reload()
      expect(await page.evaluate((name) => cursorStores[name]('a').load(), kind)).toEqual(full)
      const other = await openPage()
      expect(await other.evaluate((name) => cursorStores[name]('a').load(), kind)).toEqual(full)
    })

    it('keeps cursors apart by their keys', async () => {
      const page = await openPage()
      const loaded = await page.evaluate(
        async ([name, first, second]) => {
          await cursorStores[name]('a').save(first)
          await cursorStores[name]('b').save(second)
          return [await cursorStores[name]('a').load(), await cursorStores[name]('b').load()]
        },
        [kind, plain, full] as const,
      )
      expect(loaded).toEqual([plain, full])
    })
  })

  it('indexedDb never takes something else for an empty store', async () => {
    const page = await openPage()
    const outcome = await page.evaluate(async (saved) => {
      await cursorStores.indexedDb('a').save(saved)
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('lexstream')
        request.addEventListener('success', () => resolve(request.result))
      })
      const transaction = database.transaction('cursor', 'readwrite')
      transaction.objectStore('cursor').put(7, 'a')
      await new Promise((resolve) => {
        transaction.addEventListener('complete', resolve)
      })
      return await Promise.resolve(cursorStores.indexedDb('a').load()).then(
        () => 'loaded',
        (error: unknown) => String(error),
      )
    }, plain)
    expect(outcome).toBe('CursorStoreError: lexstream/a: is not the JSON object of a saved cursor')
  })
})

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: ['test/browser/stores/in-page.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles.map(({ text }) => text).join('')
}
