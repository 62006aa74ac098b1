// The embedded engine as a target.

import { ENGINE_CAPABILITIES } from '../../model/capability.js'
import type { OpenOptions, Session, Target } from '../target.js'
import { openEngineSession } from './session.js'

export const ENGINE_VERSION = '0.1.0'

export function engineTarget(): Target {
  return {
    description: {
      kind: 'engine',
      name: 'frostproof engine',
      version: ENGINE_VERSION,
      capabilities: ENGINE_CAPABILITIES,
      deterministic: true,
    },
    open: (options: OpenOptions): Session => openEngineSession(options),
    close: () => undefined,
  }
}
