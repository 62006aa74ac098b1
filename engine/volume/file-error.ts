import { refused } from '../base/outcome.js'

/** Windows' error numbers, as far as a volume gives them. */
export const FILE_ERROR_CODES = {
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_PATH_NOT_FOUND: 3,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_HANDLE: 6,
  ERROR_WRITE_PROTECT: 19,
  ERROR_NOT_READY: 21,
  ERROR_SHARING_VIOLATION: 32,
  ERROR_LOCK_VIOLATION: 33,
  ERROR_HANDLE_EOF: 38,
  ERROR_FILE_EXISTS: 80,
  ERROR_DISK_FULL: 112,
  ERROR_INVALID_NAME: 123,
  ERROR_DIR_NOT_EMPTY: 145,
  ERROR_NOT_LOCKED: 158,
  ERROR_BUSY: 170,
  ERROR_ALREADY_EXISTS: 183,
  ERROR_NO_SUCH_DEVICE: 433,
  ERROR_IO_DEVICE: 1117,
} as const

export type FileErrorName = keyof typeof FILE_ERROR_CODES

export interface FileError {
  readonly code: number
  readonly name: FileErrorName
  /** The volume or shadow copy, and the path in it. */
  readonly device: string
  readonly path: string
  /** Who stands in the way, where somebody does. */
  readonly holder: string | undefined
}

export type Refusal = ReturnType<typeof refuse>

export function refuse(
  name: FileErrorName,
  at: { readonly device: string; readonly path: string; readonly holder?: string },
): { readonly ok: false; readonly error: FileError } {
  const { device, path, holder } = at
  return refused({ code: FILE_ERROR_CODES[name], name, device, path, holder })
}
