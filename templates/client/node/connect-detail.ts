/**
 * Why a connection could not be made, in a few words. Where several addresses were tried the message of
 * the error is empty, and its code says what there is to say; what OpenSSL says of a port without TLS
 * is understood by nobody.
 */
export function connectDetail(error: Error): string {
  const { message } = error
  if (message.includes('wrong version number')) {
    return 'the port does not speak TLS; if it is meant to, give the address as ws://'
  }
  if (message !== '') return message
  return 'code' in error ? String(error.code) : error.name
}
