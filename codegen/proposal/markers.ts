/** What every file of a proposal's folder says of itself; a file that does not is none of ours. */
const phrase = 'Made by lexstream proposal'
const text = `${phrase} from the lexicons. Edit those and run it again.`

/** How the files of a proposal's folder start: one way for each format. */
export const proposalMarkers: readonly string[] = [
  `// ${phrase}`,
  `<!-- ${phrase}`,
  `{\n  "$comment": "${phrase}`,
  `{\n  "x-comment": "${phrase}`,
  phrase,
]

/**
 * A file's text with the marker of its format at its beginning. JSON, which has no comments, gets a
 * first member `$comment`, as JSON Schema names it, or `x-comment` in an AsyncAPI document; a patch gets a line that `git apply` passes over.
 *
 * @param path tells the format by its ending
 * @throws Error where the format has no marker, or a JSON text is not an object laid out over lines
 */
export function withMarker(path: string, content: string): string {
  const ending = /\.(\w+)$/.exec(path)?.[1]
  switch (ending) {
    case 'json':
      if (!content.startsWith('{\n  "')) throw new Error(`${path}: is not an object over lines`)
      return `{\n  "${isAsyncApi(content) ? 'x-comment' : '$comment'}": ${JSON.stringify(text)},\n${content.slice('{\n'.length)}`
    case 'md':
      return `<!-- ${text} -->\n\n${content}`
    case 'ts':
      return `// ${text}\n\n${content}`
    case 'patch':
      return `${text}\n\n${content}`
    default:
      throw new Error(`${path}: files of this format cannot say who made them`)
  }
}

function isAsyncApi(content: string): boolean {
  return content.startsWith('{\n  "asyncapi":')
}
