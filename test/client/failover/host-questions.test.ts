import { expect, it, onTestFinished, vi } from 'vitest'
import type { HostCheck } from '../../../templates/client/failover/host-check.js'
import { HostQuestions } from '../../../templates/client/failover/host-questions.js'

const onlyB: HostCheck = (url) =>
  url === 'b' ? Promise.resolve({ highestSeq: 7 }) : new Promise(() => undefined)

it('a host that does not answer within five seconds has not said', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const questions = new HostQuestions('nsid', ['a', 'b'], onlyB, new AbortController().signal)
  const answers: ReadonlyMap<number, number>[] = []
  const ask = async () => void answers.push(await questions.highest([0, 1]))
  const asked = ask()
  await vi.advanceTimersByTimeAsync(4999)
  expect(answers).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await asked
  expect(answers).toEqual([new Map([[1, 7]])])
  expect(vi.getTimerCount()).toBe(0)
})
