import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const folder = join(import.meta.dirname, 'page')

/** A file of the page, ready to be served. */
export interface PageFile {
  readonly type: string
  readonly body: string
}

/** The page by its paths, the script bundled for browsers. */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const [html, css, icon, script] = await Promise.all([
    readFile(join(folder, 'index.html'), 'utf8'),
    readFile(join(folder, 'page.css'), 'utf8'),
    readFile(join(folder, 'icon.svg'), 'utf8'),
    bundleScript(),
  ])
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: html }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: css }],
    ['/icon.svg', { type: 'image/svg+xml', body: icon }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: script.text }],
  ])
}

/** The page's script, and the files that are in it, relative to the project. */
export async function bundleScript(): Promise<{ text: string; files: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: [join(folder, 'page.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return {
    text: outputFiles.map(({ text }) => text).join(''),
    files: Object.keys(metafile.inputs),
  }
}
