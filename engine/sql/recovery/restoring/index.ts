export { type Place, RESTORE_WRITE_POINT, writePlaces } from './places.js'
export {
  beginRestoring,
  changeBoot,
  enterRestoring,
  filesLeftBehind,
  filesOfRestoring,
  finishRestoring,
  readRestoringBoot,
  readRestoringBootPage,
  rollCopied,
  rollRestoring,
  stampBoot,
} from './restoring.js'
export { takeLog } from './take-log.js'
