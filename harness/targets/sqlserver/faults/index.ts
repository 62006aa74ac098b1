// Which fault does what to a server.

import type { Fault } from '../../../model/fault.js'
import type { Context } from '../context.js'
import type { Injector } from './book.js'
import { containerInjector } from './container-faults.js'
import { corruptFile, diskFull } from './file-faults.js'
import { networkCut, networkDelayed } from './network-faults.js'

/** Nothing for a kind that strikes what is not there. */
export function injectorOf(context: Context, fault: Fault): Injector | undefined {
  switch (fault.kind) {
    case 'disk-full':
      return diskFull(context, fault)
    case 'corrupt-file':
      return corruptFile(context, fault)
    case 'network-cut':
      return networkCut(context)
    case 'network-delayed':
      return networkDelayed(context, fault)
    default:
      return containerInjector(context, fault)
  }
}
