// The byte that names a type in TYPE_INFO.

export const TYPE = {
  null: 0x1f,
  image: 0x22,
  text: 0x23,
  guid: 0x24,
  oldVarbinary: 0x25,
  intN: 0x26,
  oldVarchar: 0x27,
  date: 0x28,
  time: 0x29,
  datetime2: 0x2a,
  datetimeoffset: 0x2b,
  oldBinary: 0x2d,
  oldChar: 0x2f,
  int1: 0x30,
  bit: 0x32,
  int2: 0x34,
  oldDecimal: 0x37,
  int4: 0x38,
  smallDatetime: 0x3a,
  float4: 0x3b,
  money: 0x3c,
  datetime: 0x3d,
  float8: 0x3e,
  oldNumeric: 0x3f,
  variant: 0x62,
  ntext: 0x63,
  bitN: 0x68,
  decimalN: 0x6a,
  numericN: 0x6c,
  floatN: 0x6d,
  moneyN: 0x6e,
  datetimeN: 0x6f,
  smallMoney: 0x7a,
  int8: 0x7f,
  varbinary: 0xa5,
  varchar: 0xa7,
  binary: 0xad,
  char: 0xaf,
  nvarchar: 0xe7,
  nchar: 0xef,
  udt: 0xf0,
  xml: 0xf1,
  table: 0xf3,
} as const

/** LCID 0x0409, flags, sort order 52: SQL_Latin1_General_CP1_CI_AS. */
export const COLLATION = Uint8Array.of(0x09, 0x04, 0xd0, 0x00, 0x34)
export const COLLATION_BYTES = 5
/** Of the flags of a collation: characters of one byte are UTF-8. */
export const COLLATION_UTF8 = 0x0400_0000

/** A length of this says that the value comes in chunks. */
export const NO_LIMIT = 0xffff
/** Of a value in chunks: nobody knows yet, and NULL. */
export const LENGTH_UNKNOWN = 0xffff_ffff_ffff_fffen
export const LENGTH_NULL = 0xffff_ffff_ffff_ffffn
export const SHORT_NULL = 0xffff
