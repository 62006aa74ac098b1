// The commands about a backup application that works through VSS, and about what it leaves.

import { documentHandlers } from './requestor-documents.js'
import { jobHandlers } from './requestor-jobs.js'
import { partyHandlers } from './requestor-parties.js'
import { copyHandlers } from './requestor-snapshots.js'

export const requestorHandlers = {
  ...jobHandlers,
  ...documentHandlers,
  ...copyHandlers,
  ...partyHandlers,
}
