import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { run } from '../cli/run-in-process.js'
import { startRelay } from '../demo/relay.js'

let guide = ''
let help = ''
beforeAll(async () => {
  const text = await readFile(join(import.meta.dirname, '../../templates/README.md'), 'utf8')
  guide = text.slice(text.indexOf('\n## Prove it'), text.indexOf('\n## What is where'))
  help = (await run(['conformance', '--help'])).out
})

/** The rows of a section of the help: a word or two, and what it means. */
function helpRows(section: string): readonly (readonly string[])[] {
  const start = help.indexOf(`\n${section}`)
  const lines = help.slice(start + 1, help.indexOf('\n\n', start)).split('\n')
  return lines.flatMap((line) => {
    const [, name, meaning] = /^ {2,4}(\S+(?: \S+)?) {2,}(\S.*)$/.exec(line) ?? []
    return name === undefined || meaning === undefined ? [] : [[name, meaning]]
  })
}

function placeholders(text: string): ReadonlySet<string> {
  return new Set(text.match(/\{(?:url|host|nsid|cursor\w*|subprotocols)\}/g))
}

/** The first cell of each row of a table, and another one, without code marks. */
function guideRows(head: string, at: number): readonly (readonly (string | undefined)[])[] {
  const lines = guide.slice(guide.indexOf(`\n| ${head} `) + 1).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(2, end).map((line) => {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''))
    return [cells[1], cells[at]]
  })
}

it.each([
  ['Verdicts:', 'verdict', 3, 5],
  ['Levels:', 'level', 2, 5],
  ['Clients (--client):', 'variable', 2, 6],
])('the help and the guide say the same under %s', (section, head, at, count) => {
  const rows = helpRows(section)
  expect(rows).toHaveLength(count)
  expect(guideRows(head, at)).toEqual(rows)
})

it('the help and the guide name the same placeholders', () => {
  expect(placeholders(guide)).toEqual(placeholders(help))
  expect(placeholders(help).size).toBe(6)
})

it('the request that the guide shows prepares a server', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const [, body = ''] = /```text\n([^]*?)\n```/.exec(guide) ?? []
  const response = await fetch(relay.control, { method: 'POST', body })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ seqs: [expect.any(Number)] })
  const request: unknown = JSON.parse(body)
  const reset = guideRows('of reset', 2).map(([name]) => name)
  expect(request).toHaveProperty(
    'reset',
    expect.objectContaining(Object.fromEntries(reset.map((name) => [name, expect.anything()]))),
  )
})
