// What a program that consumes streams needs, in browsers and wherever there is a WebSocket.
export * from './exports.js'
export { IndexedDbCursorStore } from './stores/indexed-db-cursor-store.js'
export { LocalStorageCursorStore } from './stores/local-storage-cursor-store.js'
export { subscribe } from './subscribe.js'
export { webSocketDial } from './web-socket-dial.js'
