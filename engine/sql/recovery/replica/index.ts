export type { Link, Replica } from './link.js'
export { beginSending, harden } from './primary.js'
export { catchUp, openSecondary } from './secondary.js'
