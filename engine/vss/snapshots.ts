// What there is to know of the copies of a set, and how a requestor gets rid of them by name.

import type { Guid, HResult, Ticks } from '../base/brand.js'
import { type Outcome, ok, refused } from '../base/outcome.js'
import { deleteShadow, listShadows, type Volume } from '../volume/index.js'
import { call, mayCallNow, type Requestor } from './calling.js'
import { hresult, S_OK } from './hresult.js'

/** VSS_SNAPSHOT_PROP. */
export interface SnapshotProperties {
  readonly id: Guid
  readonly setId: Guid
  readonly original: Volume
  readonly deviceName: string
  readonly attributes: number
  readonly createdAt: Ticks
}

export function getSnapshotProperties(
  requestor: Requestor,
  id: Guid,
): Outcome<SnapshotProperties, HResult> {
  if (!mayCallNow(requestor, 'GetSnapshotProperties')) return refused(hresult('VSS_E_BAD_STATE'))
  for (const [original, shadow] of allCopies(requestor)) {
    const { setId, deviceName, attributes, createdAt } = shadow
    if (shadow.id === id) return ok({ id, setId, original, deviceName, attributes, createdAt })
  }
  return refused(hresult('VSS_E_OBJECT_NOT_FOUND'))
}

/** Deletes one copy, or all copies of a set. */
export function deleteSnapshots(
  requestor: Requestor,
  source: { readonly kind: 'snapshot' | 'set'; readonly id: Guid },
): HResult {
  return call(requestor, 'DeleteSnapshots', () => {
    const doomed = allCopies(requestor).filter(
      ([, shadow]) => source.id === (source.kind === 'set' ? shadow.setId : shadow.id),
    )
    if (doomed.length === 0) return hresult('VSS_E_OBJECT_NOT_FOUND')
    for (const [volume, { id }] of doomed) {
      const deleted = deleteShadow(volume, id)
      if (!deleted.ok) return deleted.error.code
    }
    return S_OK
  })
}

function allCopies({ vss }: Requestor) {
  const volumes = new Set(vss.volumes.values())
  return [...volumes].flatMap((volume) =>
    listShadows(volume).map((shadow) => [volume, shadow] as const),
  )
}
