import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Where Debian's package `chromium` has it, and where others have it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser']

const path = places.find((place) => existsSync(place))

/** Whether there is no Chromium here. */
export const isAbsent = path === undefined

/** The end of a test's title: why it is skipped, where it is. */
export const orSkipped = isAbsent ? ` (skipped: there is no ${places.join(' and no ')})` : ''

/** Starts a Chromium that shows no window. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    headless: true,
    // Chromium's sandbox refuses to work for root, which is who runs tests in a container.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    ...(path === undefined ? {} : { executablePath: path }),
  })
}
