import type { Guid } from '../base/brand.js'
import type { Host } from '../host/index.js'
import type { Process, Signal } from '../sim/index.js'
import type { Vote } from './message.js'

export interface BranchView {
  readonly globalId: Guid
  /** The address of the one who decides. */
  readonly coordinator: string
  readonly prepared: boolean
  /** A restart found it prepared. */
  readonly recovered: boolean
}

/**
 * What takes part in transactions, as the coordinator sees it. Plain functions over a resource, so
 * that a world with them can be forked.
 */
export interface ResourceManager<Resource> {
  isUp(resource: Resource): boolean
  branches(resource: Resource): readonly BranchView[]
  /** `no` when the branch was taken back; undefined when nothing can be said. */
  prepare(resource: Resource, globalId: Guid): Process<Vote | undefined>
  /** True when it is done for good. */
  end(resource: Resource, globalId: Guid, outcome: 'committed' | 'aborted'): Process<boolean>
  /** The coordinators of what a restart found in doubt cannot be asked. */
  presume(resource: Resource): Process
}

export interface Participant {
  readonly address: string
  readonly host: Host
  readonly resource: unknown
  readonly manager: ResourceManager<unknown>
  /** How often in a row a coordinator was asked in vain. */
  readonly asked: Map<Guid, number>
  readonly enlisting: Map<Guid, { accepted: boolean | undefined; readonly answered: Signal }>
  ticking: boolean
}
