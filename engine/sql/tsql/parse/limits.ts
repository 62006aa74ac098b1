/** A batch of more UTF-16 units is refused before it is read. */
export const BATCH_UNITS_MAX = 16 * 1024 * 1024
/** Parentheses, calls, subqueries and blocks within one another. */
export const NESTING_MAX = 150
/** From the top of an expression to its deepest leaf; each further `+` or AND is one level. */
export const HEIGHT_MAX = 1_000
/** SQL Server's own limits. */
export const NAME_UNITS_MAX = 128
export const VALUES_ROWS_MAX = 1_000
