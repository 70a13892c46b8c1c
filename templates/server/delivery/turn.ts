/** Something that is done when there is time. */
export interface Turn {
  /** Must not throw. */
  take(): void
}
