import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { Interruption } from '../../codegen/interruption.js'
import { pingLexicon } from './sample-lexicons.js'
import { own, run, stagesThatEmit } from './run-in-process.js'
import { readTree, temporaryFolder, writeTree } from './temporary-folder.js'

describe('help', () => {
  it('explains the program', async () => {
    const outcome = await run(['--help'])
    expect(outcome).toEqual({
      code: 0,
      err: '',
      out: `Usage: lexstream [options] [command]

Generates typed event stream servers, clients and codecs from Lexicon schemas.

Options:
  --version                            print the version
  -h, --help                           print help

Commands:
  gen [options]                        generate code from a folder of lexicons
  check [options]                      check a folder of lexicons
  tail [options] <host> [nsid]         print the messages of an event stream
  probe [options] <host> [nsid]        find out what a host supports
  conformance [options] [host] [nsid]  hold a server or a client to the rules
  upgrade [options] <files...>         add #cursor, shards and errors to a
                                       lexicon
  breaking [options]                   find changes to lexicons that break
                                       somebody
  proposal [options] [nsid...]         write a proposal for streams, ready to
                                       hand in

Exit codes:
  0  all is well, perhaps with warnings; also a watch or a tail that was ended
     with Ctrl-C
  1  the lexicons are wrong, files cannot be written, --check found differences;
     or a host refused, or broke the protocol
  2  a wrong option or a missing argument
  130  interrupted with Ctrl-C; 143 with SIGTERM

Examples:
  $ lexstream gen --lexicons lexicons --out src/generated
  $ lexstream check --lexicons lexicons
  $ lexstream tail wss://relay.example --type identity
`,
    })
    expect((await run([])).err).toBe(outcome.out)
  })

  it('explains gen', async () => {
    expect(await run(['gen', '-h'])).toEqual({
      code: 0,
      err: '',
      out: `Usage: lexstream gen [options]

Checks every *.json file under a folder and generates TypeScript from them.
Writes only what changed, deletes what it made earlier and no longer makes, and
touches no file that it did not make.

Options:
  --lexicons <folder>  where the lexicons are (required)
  --out <folder>       where the generated files belong: a folder of their own
                       (required)
  --format <format>    how problems are printed (choices: "text", "json",
                       "github", default: "text")
  --check              write nothing; show what differs from the files on disk
  --watch              generate again on each change, until Ctrl-C
  --dump-model         write nothing; print what is known of the schemas as JSON
  -h, --help           print help

Examples:
  Generate:
    $ lexstream gen --lexicons lexicons --out src/generated
  Generate again whenever a lexicon is saved:
    $ lexstream gen --lexicons lexicons --out src/generated --watch
  In continuous integration, make sure that nobody forgot to generate:
    $ lexstream gen --lexicons lexicons --out src/generated --check --format github
`,
    })
  })

  it('explains check', async () => {
    expect(await run(['check', '--help'])).toEqual({
      code: 0,
      err: '',
      out: `Usage: lexstream check [options]

Checks every *.json file under a folder and says what is wrong with it.

Options:
  --lexicons <folder>  where the lexicons are (required)
  --format <format>    how problems are printed (choices: "text", "json",
                       "github", default: "text")
  -h, --help           print help

Examples:
  $ lexstream check --lexicons lexicons
  $ lexstream check --lexicons lexicons --format json
`,
    })
  })
})

it('prints the version of package.json', async () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'))
  const { out, ...rest } = await run(['--version'])
  expect(rest).toEqual({ code: 0, err: '' })
  expect(manifest).toHaveProperty('version', out.trimEnd())
})

describe('usage errors', () => {
  it.each([
    [[], 'Usage: lexstream'],
    [['generate'], "error: unknown command 'generate'\n"],
    [['chek'], "error: unknown command 'chek'\n(Did you mean check?)\n"],
    [['\u001B[31mgen'], "error: unknown command '\\u001b[31mgen'\n"],
    [['--verbose'], "error: unknown option '--verbose'\n"],
    [['gen'], "error: required option '--lexicons <folder>' not specified\n"],
    [['gen', '--lexicons', 'a'], "error: required option '--out <folder>' not specified\n"],
    [['gen', '--lexicons'], "error: option '--lexicons <folder>' argument missing\n"],
    [['gen', '--lexicon', 'a'], "error: unknown option '--lexicon'\n(Did you mean --lexicons?)\n"],
    [
      ['gen', '--lexicons', 'a', '--out', 'b', '--watch', '--check'],
      "error: option '--watch' cannot be used with option '--check'\n",
    ],
    [
      ['gen', '--lexicons', 'a', '--dump-model', '--check'],
      "error: option '--dump-model' cannot be used with option '--check'\n",
    ],
    [
      ['gen', '--lexicons', 'a', '--dump-model', '--watch'],
      "error: option '--dump-model' cannot be used with option '--watch'\n",
    ],
    [
      ['gen', '--lexicons', 'a', '--out', 'a/b'],
      'error: the output folder a/b lies inside the lexicon folder a; choose one beside it\n',
    ],
    [
      ['gen', '--lexicons', 'a', '--out', 'a', '--watch'],
      'error: the output folder a is the lexicon folder; give generated files a folder of their own\n',
    ],
    [['check'], "error: required option '--lexicons <folder>' not specified\n"],
    [
      ['check', '--lexicons', 'a', 'b'],
      "error: too many arguments for 'check'. Expected 0 arguments but got 1: b.\n",
    ],
    [
      ['check', '--lexicons', 'a', '--format', 'yaml'],
      "error: option '--format <format>' argument 'yaml' is invalid. Allowed choices are text, json, github.\n",
    ],
  ])('%j', async (args, message) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(message)).toBe(true)
  })
})

describe('failures', () => {
  it('ends with the code of the signal that interrupted it, without a word', async () => {
    const base = await temporaryFolder()
    await writeTree(base, { 'lexicons/com/example/ping.json': pingLexicon })
    const interrupt = new AbortController()
    const stages = stagesThatEmit(() => {
      interrupt.abort(new Interruption(143))
      return { 'index.ts': own('') }
    })
    const args = ['gen', '--lexicons', `${base}/lexicons`, '--out', `${base}/out`]
    expect(await run(args, { stages, interrupt: interrupt.signal })).toEqual({
      code: 143,
      out: '',
      err: '',
    })
    expect(await readTree(base)).toEqual({ 'lexicons/com/example/ping.json': pingLexicon })
  })

  it("shows the stack of the program's own mistakes", async () => {
    const base = await temporaryFolder()
    await writeTree(base, { 'lexicons/com/example/ping.json': pingLexicon })
    const stages = stagesThatEmit(() => {
      throw new Error('boom')
    })
    const args = ['gen', '--lexicons', `${base}/lexicons`, '--out', `${base}/out`]
    const { code, err } = await run(args, { stages })
    expect(code).toBe(1)
    expect(err).toMatch(
      /^error: lexstream failed; please report this\nError: boom\n {4}at .*command-line\.test\.ts/,
    )
  })
})
