import { vi } from 'vitest'

/** Loads the modules whose ways part where Node's `Buffer` is missing, as it is in browsers. */
async function load() {
  vi.resetModules()
  return {
    drisl: await import('../../templates/cbor/drisl.js'),
    json: await import('../../templates/json/lex-json.js'),
    base64: await import('../../templates/bytes/base64.js'),
    utf8: await import('../../templates/bytes/utf8.js'),
    transcode: await import('../../templates/transcode/transcode.js'),
    platform: await import('../../templates/bytes/platform-buffer.js'),
    repos: await import('../../generated/com.atproto.sync.subscribeRepos.js'),
  }
}

/** The modules as they are loaded in Node. */
export async function loadWithBuffer(): ReturnType<typeof load> {
  return await load()
}

/** The modules as they are loaded where there is no `Buffer`. */
export async function loadWithoutBuffer(): ReturnType<typeof load> {
  vi.stubGlobal('Buffer', undefined)
  try {
    return await load()
  } finally {
    vi.unstubAllGlobals()
  }
}
