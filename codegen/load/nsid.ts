const domainSegment = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/
const nameSegment = /^[a-zA-Z][a-zA-Z0-9]{0,62}$/

/**
 * Whether a text is a namespaced identifier: a reversed domain name of at least two segments and a
 * name, 317 characters at most (NSID specification).
 */
export function isNsid(text: string): boolean {
  if (text.length > 317) return false
  const segments = text.split('.')
  const name = segments.pop() ?? ''
  return (
    segments.length >= 2 &&
    !/^\d/.test(text) &&
    segments.every((segment) => domainSegment.test(segment)) &&
    nameSegment.test(name)
  )
}
