/** Says in words why the file system refused. */
export function explainSystemError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  switch ('code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'it does not exist'
    case 'ENOTDIR':
      return 'it is not a folder'
    case 'EISDIR':
      return 'it is a folder'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'ELOOP':
      return 'its link leads in a circle'
    default:
      return error.message
  }
}
