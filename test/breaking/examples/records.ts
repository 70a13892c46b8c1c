import { objectOf } from '../../check/in-memory-folder.js'
import { mains, text, type RuleExamples } from './evolution-example.js'

const record = { type: 'record', key: 'tid', record: objectOf({}) }

export const recordKeyChanged: RuleExamples = {
  breaks: [
    mains(
      'a record type gets other keys',
      record,
      { ...record, key: 'any' },
      'a.b.x#main.key: the record key was "tid", and is "any" now [record-key-changed]',
    ),
  ],
  keeps: [
    mains('a record type gets an optional field', record, {
      ...record,
      record: objectOf({ a: text }),
    }),
  ],
}
