import { asciiTable, digits, letters } from './ascii-table.js'

const hyphen = 0x2d
const dot = 0x2e
const maximumLabel = 63
const alphanumeric = /* @__PURE__ */ asciiTable(letters, digits)

/**
 * Checks that `text` from `start` to `end` is a run of domain labels with dots between them: 1 to 63
 * letters, digits and hyphens each, no hyphen first or last (RFC 1035, with leading digits as in
 * RFC 1123). Answers where the last label starts, or -1 where the text is anything else.
 */
export function lastLabelStart(text: string, start: number, end: number): number {
  let label = start
  let afterHyphen = -1
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (alphanumeric[code] === 1) continue
    if (code === dot) {
      if (i === label || i - label > maximumLabel || i === afterHyphen) return -1
      label = i + 1
    } else if (code === hyphen && i !== label) {
      afterHyphen = i + 1
    } else {
      return -1
    }
  }
  return end === label || end - label > maximumLabel || end === afterHyphen ? -1 : label
}
