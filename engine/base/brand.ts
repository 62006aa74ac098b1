declare const brand: unique symbol

/** A base type that only its own named functions make: an LSN is not a byte count. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

/** Virtual time in microseconds since the world began. */
export type Ticks = Brand<number, 'Ticks'>

/** A length of virtual time in microseconds. */
export type Span = Brand<number, 'Span'>

/** A count of bytes, or a distance in bytes. */
export type ByteCount = Brand<number, 'ByteCount'>

/** Lower case, without braces. */
export type Guid = Brand<string, 'Guid'>

/** An unsigned 32-bit result code as Windows prints it. */
export type HResult = Brand<number, 'HResult'>
