// Bounds on foreign documents. None is Microsoft's: all are ours (inferred), chosen well above what
// real writers send and well below what would hurt. The printer keeps to them as well, so that what
// it prints can be read back.

import { KIB, MIB } from '../../base/units.js'

/** UTF-16 units of one document; a longer text is refused without being looked at. */
export const DOCUMENT_LENGTH_MAX = 64 * MIB

/** UTF-16 units of one attribute value. SQL Writer's metadata is 11 KiB (facts 7.6). */
export const ATTRIBUTE_LENGTH_MAX = 1 * MIB

/** UTF-16 units between two events of the XML parser: bounds comments, names and blank space. */
export const TOKEN_LENGTH_MAX = 2 * MIB

/** Facts 7.6 need five levels. */
export const DEPTH_MAX = 16

/** Ten thousand databases of eighteen files are 190,000 elements. */
export const ELEMENTS_MAX = 192 * KIB

/** Comments, processing instructions and blanks: one blank before each tag is what layout needs. */
export const NON_ELEMENTS_MAX = 2 * ELEMENTS_MAX + 4 * KIB

/** A component has the most: 19. */
export const ATTRIBUTES_MAX = 64

/** UTF-16 units of a refusal's message. */
export const MESSAGE_LENGTH_MAX = 200

/** UTF-16 units handed to the XML parser at a time: how far reading may run past a fault. */
export const CHUNK_LENGTH = 64 * KIB

/** Ranges in one list or one ranges file. */
export const RANGES_MAX = 256 * KIB

/** Items in one restore options string. */
export const RESTORE_OPTIONS_MAX = 4 * KIB
