import { describe, expect, it } from 'vitest'
import { ProcessedPlace } from '../../../templates/client/failover/processed-place.js'

const now = Date.UTC(2026, 0, 2)
const place = (cursor: number, positionMs?: number, host = 'a.example') => ({
  host,
  cursor,
  told: undefined,
  positionMs,
})

describe('the time of a position that is saved', () => {
  it('is that of the stream, where the number does not tell it', () => {
    const processed = new ProcessedPlace()
    processed.reached(place(7, Date.UTC(2026, 0, 1)))
    expect(processed.saved(now)).toEqual({
      cursor: 7,
      host: 'a.example',
      time: '2026-01-02T00:00:00.000Z',
      streamTime: '2026-01-01T00:00:00.000Z',
    })
  })

  it('is left out where the number tells it, or nothing does', () => {
    const processed = new ProcessedPlace()
    processed.reached(place(7))
    expect(processed.saved(now)).not.toHaveProperty('streamTime')
    processed.reached(place(Date.UTC(2026, 0, 1) * 1000, Date.UTC(2026, 0, 1)))
    expect(processed.saved(now)).not.toHaveProperty('streamTime')
  })

  it('is never later than the cursor, while messages are in work', () => {
    const processed = new ProcessedPlace()
    const first = processed.hand(place(1, 1000))
    first()
    expect(processed.saved(now)).toMatchObject({
      cursor: 1,
      streamTime: new Date(1000).toISOString(),
    })
    const second = processed.hand(place(2, 2000))
    const third = processed.hand(place(3, 3000))
    second()
    expect(processed.saved(now)).toMatchObject({
      cursor: 2,
      streamTime: new Date(1000).toISOString(),
    })
    third()
    expect(processed.saved(now)).toMatchObject({
      cursor: 3,
      streamTime: new Date(3000).toISOString(),
    })
  })

  it('is not taken over from another host', () => {
    const processed = new ProcessedPlace()
    processed.hand(place(7, 7000))()
    expect(processed.saved(now)).toMatchObject({ host: 'a.example', cursor: 7 })
    const first = processed.hand(place(1, 8000, 'b.example'))
    processed.hand(place(2, 9000, 'b.example'))
    first()
    expect(processed.saved(now)).toEqual({
      cursor: 1,
      host: 'b.example',
      time: '2026-01-02T00:00:00.000Z',
    })
  })
})
