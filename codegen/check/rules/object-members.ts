import type { RuleDescription } from '../../load/diagnostic.js'
import { suggest } from '../near-match.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import { quote } from '../wording.js'

const requiredProperty: RuleDescription = {
  name: 'required-property',
  severity: 'error',
  description: 'Each name in "required" is the name of a property.',
}

const nullableProperty: RuleDescription = {
  name: 'nullable-property',
  severity: 'error',
  description: 'Each name in "nullable" is the name of a property.',
}

const reservedProperty: RuleDescription = {
  name: 'reserved-property',
  severity: 'error',
  description:
    'No property is called "$type", "$bytes" or "$link", which the data model uses itself.',
}

const propertyText: RuleDescription = {
  name: 'property-text',
  severity: 'error',
  description: 'Property names have a UTF-8 form: no half of a surrogate pair stands alone.',
}

const reservedNames = new Set(['$type', '$bytes', '$link'])
const loneSurrogate = /\p{Surrogate}/u

export const objectMembersRule: RuleFamily = {
  rules: [requiredProperty, nullableProperty, reservedProperty, propertyText],
  *check(corpus) {
    for (const { document, path, schema } of schemaSites(corpus)) {
      if (schema.type !== 'object' && schema.type !== 'params') continue
      const { source } = document
      const names = Object.keys(schema.properties)
      for (const name of names) {
        const at = [...path, 'properties', name]
        if (reservedNames.has(name)) {
          const message = `${quote(name)} is a name that the data model uses itself`
          yield { rule: reservedProperty, source, path: at, part: 'key', message }
        }
        // Written as UTF-8, all such halves would be the same character, and so the same name.
        if (loneSurrogate.test(name)) {
          const message = `${quote(name)} holds half a surrogate pair`
          yield { rule: propertyText, source, path: at, part: 'key', message }
        }
      }
      const lists = [
        { rule: requiredProperty, member: 'required', listed: schema.required },
        {
          rule: nullableProperty,
          member: 'nullable',
          listed: schema.type === 'object' ? schema.nullable : undefined,
        },
      ]
      for (const { rule, member, listed } of lists) {
        for (const [index, name] of (listed ?? []).entries()) {
          if (Object.hasOwn(schema.properties, name)) continue
          const message = `${member} names ${quote(name)}, which is not a property`
          const hint = suggest(name, names)
          yield { rule, source, path: [...path, member, index], message, hint }
        }
      }
    }
  },
}
