/**
 * The one element that a selector is for.
 *
 * @throws Error where there is none, or one of another kind
 */
export function elementAt<E extends Element>(
  root: ParentNode,
  selector: string,
  kind: abstract new () => E,
): E {
  const found = root.querySelector(selector)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${kind.name} at ${selector}`)
}
