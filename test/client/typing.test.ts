import { describe, expectTypeOf, it } from 'vitest'
import type { Position } from '../../templates/client/position.js'
import type { subscribe } from '../../templates/client/subscribe.js'
import type { RequiredParams, SubscribeOptions } from '../../templates/client/subscribe-options.js'
import type { Subscription } from '../../templates/client/subscription.js'
import type { Publisher } from '../../templates/server/publisher.js'
import type { StreamDescriptor } from '../../templates/stream/descriptor.js'
import type { Cursor, Info, Message, Note, Params } from '../server/example-stream.js'

describe('types', () => {
  it('of a subscription follow from the descriptor', () => {
    type Subscribe = typeof subscribe<Params, Message>
    expectTypeOf<ReturnType<Subscribe>>().toEqualTypeOf<Subscription<Message>>()
    expectTypeOf<Parameters<Subscribe>[0]>().toEqualTypeOf<StreamDescriptor<Params, Message>>()
    type Next = Awaited<ReturnType<Subscription<Message>['next']>>
    expectTypeOf<Extract<Next, { done?: false }>['value']>().toEqualTypeOf<Message>()
    expectTypeOf<Subscription<Message>['position']>().toEqualTypeOf<Position>()
    expectTypeOf<Extract<Message, { $type: `${string}#cursor` }>>().toEqualTypeOf<Cursor>()
  })

  it('make parameters obligatory where the lexicon does', () => {
    type Options<P> = SubscribeOptions<P> & RequiredParams<P>
    expectTypeOf<{ host: string }>().toExtend<Options<Params>>()
    expectTypeOf<{ host: string }>().not.toExtend<Options<{ readonly wanted: string }>>()
    expectTypeOf<{ host: string; params: { wanted: string } }>().toExtend<
      Options<{ readonly wanted: string }>
    >()
  })

  it('of what is published are the sequenced messages without their seq', () => {
    type Published = Parameters<Publisher<Message>['publish']>[0]
    expectTypeOf<Omit<Note, 'seq'>>().toExtend<Published>()
    expectTypeOf<Info>().not.toExtend<Published>()
    expectTypeOf<Cursor>().not.toExtend<Published>()
  })
})
