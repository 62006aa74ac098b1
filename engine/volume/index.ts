export type { Caller, FileTarget } from './access.js'
export { BLOCK_BYTES } from './block.js'
export { BlockStore } from './block-store.js'
export {
  COPY_POINT,
  type CopyOptions,
  type CopyProgress,
  copyFile,
  copyingFile,
  copyParts,
} from './copy.js'
export type { EventLogEntry } from './event-log.js'
export { FILE_ERROR_CODES, type FileError, type FileErrorName } from './file-error.js'
export type { FileAttribute } from './file-tree.js'
export { type FileView, liveView } from './file-view.js'
export {
  closeFile,
  fillFile,
  type OpenOptions,
  openFile,
  putFile,
  type ReadRange,
  readFile,
  readFileInto,
  setFileLength,
  writeFile,
} from './files.js'
export type { FileHandle, ShareMode } from './handle.js'
export {
  HOLD_LIMIT,
  holdWrites,
  releaseWrites,
  type WriteHold,
  whenReleased,
  writeWhenReleased,
} from './hold.js'
export { noteFull } from './io-faults.js'
export {
  createFolder,
  deleteFile,
  type FileInfo,
  freeBytes,
  limitRights,
  listFolder,
  renameFile,
  rightOf,
  rightsOn,
  setAttributes,
  setRight,
  spaceFor,
  statFile,
} from './names.js'
export type { DiskSpace, OutsideEntry, OutsideFiles } from './outside.js'
export { EVERYONE, LOCAL_SYSTEM, type Right } from './rights.js'
export {
  deleteShadow,
  listShadows,
  SHADOWS_PER_VOLUME_MAX,
  type ShadowOptions,
  takeShadow,
} from './shadow-copy.js'
export {
  addStorage,
  removeStorage,
  resizeStorage,
  type ShadowCopy,
  type ShadowStorage,
  type StorageInfo,
  type StorageOptions,
  storageInfo,
} from './shadow-storage.js'
export { shadowView } from './shadow-view.js'
export { closeWriteWindow, openShadow, openWriteWindow } from './shadow-volume.js'
export type { VolsnapError, VolsnapErrorName } from './volsnap-error.js'
export {
  createVolume,
  displayName,
  type HostDevices,
  SYSTEM_VOLUME_INFORMATION,
  type Volume,
  type VolumeOptions,
} from './volume.js'
export { lockVolume, unlockVolume } from './volume-lock.js'
export { overwriting, type WriteLoad } from './write-load.js'
