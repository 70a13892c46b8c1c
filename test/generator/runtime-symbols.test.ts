import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { runtimeModules } from '../../codegen/model/runtime-symbols.js'

const templates = fileURLToPath(new URL('../../templates/', import.meta.url))

describe('the names that generated code may import', () => {
  it.each([...runtimeModules])('%s is exported by %s', (name, module) => {
    expect(readFileSync(`${templates}${module}.ts`, 'utf8')).toMatch(
      new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm'),
    )
  })
})
