import type { HResult } from '../base/brand.js'
import type { Process } from '../sim/index.js'
import type { Vss } from './coordinator.js'
import { S_OK } from './hresult.js'
import {
  addToSnapshotSet,
  createRequestor,
  doSnapshotSet,
  initializeForBackup,
  release,
  setContext,
  startSnapshotSet,
} from './requestor.js'

/** One persistent shadow copy of a volume, taken without writers, as an operator does by hand. */
export function* takePersistentShadow(vss: Vss, volume: string): Process<HResult> {
  const requestor = createRequestor(vss, 'operator')
  try {
    for (const call of [
      () => initializeForBackup(requestor),
      () => setContext(requestor, 'NAS_ROLLBACK'),
      () => startSnapshotSet(requestor),
      () => addToSnapshotSet(requestor, volume),
    ]) {
      const result = call()
      if (result !== S_OK) return result
    }
    return yield* doSnapshotSet(requestor)
  } finally {
    release(requestor)
  }
}
