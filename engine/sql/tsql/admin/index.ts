export type { AdminContext, AdminEnd } from './context.js'
export { type Administrative, runAdmin } from './run-admin.js'
