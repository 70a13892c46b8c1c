import { fields, type RuleExamples } from './evolution-example.js'

const union = { type: 'union', refs: ['#one', '#two'] }
const one = { ...union, refs: ['#one'] }
const closed = { ...union, closed: true }

export const unionMemberRemoved: RuleExamples = {
  breaks: [
    fields(
      'a member of a union goes',
      union,
      one,
      'a.b.x#thing.properties.a.refs: "#two" was removed [union-member-removed]',
    ),
    fields(
      'a member of a closed union goes, in an array',
      { type: 'array', items: closed },
      { type: 'array', items: { ...closed, refs: ['#two'] } },
      'a.b.x#thing.properties.a.items.refs: "#one" was removed [union-member-removed]',
    ),
  ],
  keeps: [fields('a member of an open union comes', one, union)],
}

export const unionClosed: RuleExamples = {
  breaks: [
    fields(
      'a union is closed',
      union,
      closed,
      'a.b.x#thing.properties.a.closed: the union was open, and is closed now [union-closed]',
    ),
  ],
  keeps: [fields('an open union says so', union, { ...union, closed: false })],
}

export const unionOpened: RuleExamples = {
  breaks: [
    fields(
      'a union is opened',
      closed,
      union,
      'a.b.x#thing.properties.a: the union was closed, and is open now [union-opened]',
    ),
  ],
  keeps: [fields('a closed union is described', closed, { ...closed, description: 'Either.' })],
}

export const closedUnionMemberAdded: RuleExamples = {
  breaks: [
    fields(
      'a closed union grows',
      { ...one, closed: true },
      closed,
      'a.b.x#thing.properties.a.refs: "#two" was added to a closed union [closed-union-member-added]',
    ),
  ],
  keeps: [
    fields('a closed union is put in another order', closed, { ...closed, refs: ['#two', '#one'] }),
    fields(
      'a union grows as it is closed',
      one,
      closed,
      'a.b.x#thing.properties.a.closed: the union was open, and is closed now [union-closed]',
    ),
  ],
}
