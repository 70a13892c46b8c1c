import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { OutputFolder } from '../generator/output-folder.js'

const folder = fileURLToPath(new URL('.', import.meta.url))
const sources = readdirSync(folder).filter((name) => !name.endsWith('.test.ts'))
const kept = new OutputFolder('types-kept')
const bare = new OutputFolder('types-bare')

/** `// @ts-expect-error 3: …`, with what the compiler has to say about the line that follows. */
const expectation = /^\s*\/\/ @ts-expect-error (\d+): (.+)$/

function expectationsOf(text: string) {
  return text.split('\n').flatMap((line, index) => {
    const [, number = '', message = ''] = expectation.exec(line) ?? []
    return message === '' ? [] : [{ number: Number(number), message, line: index + 2 }]
  })
}

describe('types of generated code', () => {
  it('compile, with an error wherever one is expected', async () => {
    kept.write(sources.map((name) => [name, textOf(name)]))
    expect(await kept.compile()).toEqual([])
  })

  it('are wrong for the reasons that are given', async () => {
    bare.write(
      sources.map((name) => [name, textOf(name).replaceAll('@ts-expect-error', 'an error')]),
    )
    const complaints = (await bare.compile()).join('\n').split(/\n(?=\S)/)
    for (const name of sources) {
      const expected = expectationsOf(textOf(name))
      expect(expected.map(({ number }) => number)).toEqual(expected.map((_, index) => index + 1))
      const found = complaints.filter((complaint) => complaint.startsWith(`${name}(`))
      const lines = found.map((complaint) => Number(/\((\d+),/.exec(complaint)?.[1]))
      expect(lines, name).toEqual(expected.map(({ line }) => line))
      for (const [index, { message }] of expected.entries()) {
        expect(found[index], `${name} ${index + 1}`).toContain(message)
      }
    }
  })

  it('have a number and a reason for each error', () => {
    for (const name of sources) {
      const directives = textOf(name).match(/@ts-/g) ?? []
      expect(directives.length, name).toBe(expectationsOf(textOf(name)).length)
    }
  })
})

function textOf(name: string): string {
  return readFileSync(`${folder}${name}`, 'utf8')
}
