// What a program that consumes streams needs on Node.
export * from '../exports.js'
export { FileCursorStore } from './file-cursor-store.js'
export { subscribe, type NodeSubscribeOptions } from './subscribe.js'
export { wsDial, type WsDialOptions } from './ws-dial.js'
