export { applyChange, FORMATS } from './apply.js'
export { BufferPool, type Files, FRAMES_MAX, PAGE_WRITE_POINT } from './buffer-pool.js'
