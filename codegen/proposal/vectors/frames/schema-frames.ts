import type { Subprotocol } from '../../../../templates/frame/subprotocol.js'
import type { MessageModel, Model, StreamModel } from '../../../model/model.js'
import { drisl } from '../encode/drisl.js'
import { jsonText, v0Frame, v1CborFrame, v1JsonFrame } from '../encode/frames.js'
import type { Json, JsonObject } from '../encode/json.js'
import type { Parts } from '../encode/parts.js'
import { slug } from '../invalid/refusal.js'
import type { ValueMaker } from '../messages/make-value.js'
import { full, minimal, type Recipe } from '../messages/recipe.js'
import { breachesOf, type Breach } from './breaches.js'
import { close, type FrameCase } from './frame-case.js'
import { withRunsOf } from './runs.js'

/** All there may be, and little of it. */
const complete: Recipe = {
  ...full,
  items: 1,
  integer: (shape) => shape.minimum ?? 1,
  bytes: () => '00',
}

const encodings: readonly Subprotocol[] = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json']

/** Frames of one stream whose messages break their lexicon, or just do not. */
export function schemaFrames(
  model: Model,
  stream: StreamModel,
  maker: ValueMaker,
): readonly FrameCase[] {
  const seen = new Set<string>()
  let count = 0
  return stream.messages.flatMap((message) => {
    const { $type, reference } = message
    const type = maker.objectModel(reference)
    const breachesWith = (made: Recipe) =>
      breachesOf(model, type, { $type, ...maker.object(reference, made) })
    const breaches = [
      ...breachesWith(minimal).filter(isAbsence),
      ...breachesWith(complete).filter((breach) => !isAbsence(breach)),
    ]
    return breaches.flatMap((breach, index): readonly FrameCase[] => {
      // What is told of a property once in a stream need not be told of its like in each message.
      const sort = `${breach.path} ${breach.title}`
      if (index > 0 && seen.has(sort)) return []
      seen.add(sort)
      return [frameOf(message, breach, encodings[count++ % encodings.length])]
    })
  })
}

/** Whether it is a property of the message itself that is missing. */
function isAbsence({ path, reason }: Breach): boolean {
  return path === '' && reason === 'missing'
}

function frameOf(
  { $type, t }: MessageModel,
  { path, title, reason, value, repeated }: Breach,
  subprotocol: Subprotocol = 'xrpc.v0.cbor',
): FrameCase {
  const name = $type.split('#')[1] ?? 'main'
  const place = path === '' ? '' : `${path}: `
  return {
    id: `${name}/${slug(path === '' ? title : `${path} ${title}`)}`,
    description: `#${name}, ${place}${title}${reason === undefined ? ', which is just allowed' : ''}.`,
    subprotocol,
    ...encode(t, value, subprotocol, repeated),
    layer: reason === 'format' ? 'format' : 'schema',
    outcome: reason === undefined ? { receiver: 'deliver' } : close(reason),
    path,
  }
}

function encode(
  t: string,
  value: JsonObject,
  subprotocol: Subprotocol,
  repeated: Json | undefined,
): { readonly hex: Parts } | { readonly text: Parts } {
  if (subprotocol === 'xrpc.v1.json') {
    const units = ['AAAA', ...(repeated === undefined ? [] : [`${jsonText(repeated)},`])]
    return { text: withRunsOf(v1JsonFrame(value), units) }
  }
  const units = ['00', '78', ...(repeated === undefined ? [] : [drisl(repeated)])]
  if (subprotocol === 'xrpc.v1.cbor') return { hex: withRunsOf(v1CborFrame(value), units) }
  const { header, payload } = v0Frame(t, value)
  return { hex: withRunsOf(header + payload, units) }
}
