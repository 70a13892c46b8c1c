import { InvalidArgumentError, type Option } from 'commander'

/** Reads an option's argument with a function that answers a text where it is wrong, saying why. */
export function parseWith(
  option: Option,
  parse: (text: string) => object | number | string,
): Option {
  return option.argParser((text: string) => {
    const value = parse(text)
    if (typeof value === 'string') throw new InvalidArgumentError(value)
    return value
  })
}
