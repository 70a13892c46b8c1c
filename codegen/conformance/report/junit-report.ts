import { printable } from '../../printable.js'
import { byLevel, detailsOf, tallyOf, type Judgement, type Report } from './report.js'

/** The report as JUnit XML: a suite for each level, a test case for each rule. */
export function junitReport(report: Report): string {
  const { seconds } = report
  const counts = countsOf(report)
  const suites = byLevel(report).map(([level, cases]) => {
    const head = `name="${level}" ${countsOf({ ...report, judgements: cases })}`
    return `  <testsuite ${head}>\n${cases.map(caseOf).join('')}  </testsuite>\n`
  })
  const head = `name="lexstream conformance" ${counts} time="${seconds.toFixed(3)}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.join('')}</testsuites>\n`
}

function countsOf(report: Report): string {
  const tally = tallyOf(report)
  const tests = report.judgements.length
  const skipped = tests - tally.pass - tally.fail
  return `tests="${tests}" failures="${tally.fail}" errors="0" skipped="${skipped}"`
}

function caseOf({ rule, verdict }: Judgement): string {
  const head = `    <testcase classname="${rule.side}.${rule.level}" name="${rule.id}"`
  const details = detailsOf(verdict).map(([label, text]) => `${label}: ${printable(text)}`)
  switch (verdict.kind) {
    case 'pass':
      return `${head}/>\n`
    case 'fail': {
      const message = escapeXml(rule.text)
      return `${head}>\n      <failure message="${message}">${escapeXml(details.join('\n'))}</failure>\n    </testcase>\n`
    }
    default: {
      const reasons = detailsOf(verdict).map(([, text]) => printable(text))
      const message = escapeXml(`${verdict.kind}: ${reasons.join('; ')}`)
      return `${head}>\n      <skipped message="${message}"/>\n    </testcase>\n`
    }
  }
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
