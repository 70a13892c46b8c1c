// A durable log in SQLite. An entry of its own, so that the rest of the runtime does without
// `node:sqlite`: that needs Node 22.13 or newer. While a version of Node still counts it as an
// experiment, Node itself prints an ExperimentalWarning when it is loaded, which
// `node --disable-warning=ExperimentalWarning` silences; nothing here interferes with it.
export { SqliteLog, type SqliteLogOptions } from './sqlite-log.js'
export { SqliteLogError, type SqliteLogErrorCode } from './sqlite-log-error.js'
export { SqliteSource, type SqliteSourceOptions } from './sqlite-source.js'
