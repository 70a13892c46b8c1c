import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/**
 * Names the current boot of the machine: what was written but not synced outlasts the process, and
 * not the boot.
 */
export function currentBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Elsewhere than on Linux: the time of the boot.
    return String(Math.round(Date.now() - uptime() * 1000))
  }
}

/** Whether two names are of the same boot; times may be apart by what a clock is corrected by. */
export function isSameBoot(a: string, b: string): boolean {
  return a === b || Math.abs(Number(a) - Number(b)) < 60_000
}
