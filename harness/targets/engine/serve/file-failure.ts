// What the operating system says about a file, in the words that the engine's volumes use.

import type { FileErrorName } from '../../../../engine/index.js'

/** Undefined: nothing failed. */
export type FileFailure = FileErrorName | undefined

const FAILURES: Readonly<Record<string, FileErrorName>> = {
  ENOENT: 'ERROR_FILE_NOT_FOUND',
  ENOTDIR: 'ERROR_PATH_NOT_FOUND',
  EACCES: 'ERROR_ACCESS_DENIED',
  EPERM: 'ERROR_ACCESS_DENIED',
  EISDIR: 'ERROR_ACCESS_DENIED',
  EROFS: 'ERROR_WRITE_PROTECT',
  EEXIST: 'ERROR_ALREADY_EXISTS',
  ENOTEMPTY: 'ERROR_DIR_NOT_EMPTY',
  EBUSY: 'ERROR_BUSY',
  ETXTBSY: 'ERROR_BUSY',
  ENOSPC: 'ERROR_DISK_FULL',
  EDQUOT: 'ERROR_DISK_FULL',
  EFBIG: 'ERROR_DISK_FULL',
  ENAMETOOLONG: 'ERROR_INVALID_NAME',
  EINVAL: 'ERROR_INVALID_NAME',
  ELOOP: 'ERROR_INVALID_NAME',
  ENODEV: 'ERROR_NO_SUCH_DEVICE',
  ENXIO: 'ERROR_NO_SUCH_DEVICE',
  EIO: 'ERROR_IO_DEVICE',
  EMFILE: 'ERROR_NOT_READY',
  ENFILE: 'ERROR_NOT_READY',
}

/** Does it at the path, if there is one; the failure of the operating system is the result. */
export function attempt(file: string | undefined, work: (file: string) => void): FileFailure {
  const reached = reaching(file, work)
  return 'failed' in reached ? reached.failed : undefined
}

export function reaching<T>(
  file: string | undefined,
  work: (file: string) => T,
): { readonly value: T } | { readonly failed: FileErrorName } {
  if (file === undefined) return { failed: 'ERROR_INVALID_NAME' }
  try {
    return { value: work(file) }
  } catch (thrown) {
    return { failed: failureOf(thrown) }
  }
}

function failureOf(thrown: unknown): FileErrorName {
  const isSystem = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown
  if (!isSystem) throw thrown
  // What was written may be lost, and nobody can tell how much of it: there is no going on.
  if (thrown.syscall === 'fdatasync') throw thrown
  return FAILURES[String(thrown.code)] ?? 'ERROR_IO_DEVICE'
}
