import { expect, test } from 'vitest'
import { ask, makeDesk, open, shown } from './tsql.fixture.js'

const desk = makeDesk()
const session = open(desk)

function check(expression: string, expected: string): void {
  const answer = ask(desk, session, `SELECT ${expression}`)
  const [set] = answer.sets
  const [error] = answer.messages.filter(({ severity }) => severity > 10)
  const text = error === undefined ? shown(answer) : `!${error.number}`
  const type = set?.columns[0]?.type
  const name =
    type === undefined
      ? ''
      : 'length' in type
        ? `${type.kind}(${type.length})`
        : 'precision' in type
          ? `${type.kind}(${type.precision},${type.scale})`
          : type.kind
  expect(`${text} ${error === undefined ? name : ''}`.trim()).toBe(expected)
}

function cases(title: string, table: readonly (readonly [string, string])[]): void {
  test(title, () => {
    for (const [expression, expected] of table) check(expression, expected)
  })
}

cases('literals have types', [
  ['1', '1 int'],
  ['2147483648', '2147483648 numeric(10,0)'],
  ['1.50', '1.50 numeric(3,2)'],
  ['1e2', '1.0000000000000000e+002 float'],
  ['$1.5', '1.50 money'],
  ["'ab'", 'ab varchar(2)'],
  ["N'ab'", 'ab nvarchar(2)'],
  ['0x0102', '0x0102 varbinary(2)'],
  ['NULL', 'NULL int'],
])

cases('whole numbers are whole', [
  ['7 / 2', '3 int'],
  ['-7 / 2', '-3 int'],
  ['7 % 3', '1 int'],
  ['-7 % 3', '-1 int'],
  ['1 + 2 * 3', '7 int'],
  ['(1 + 2) * 3', '9 int'],
  ['2147483647 + 1', '!8115'],
  ['1 / 0', '!8134'],
  ['1 % 0', '!8134'],
  ['5 & 3', '1 int'],
  ['5 | 3', '7 int'],
  ['5 ^ 3', '6 int'],
  ['~5', '-6 int'],
  ['-(-5)', '5 int'],
  ['CAST(1 AS bigint) + 2147483647', '2147483648 bigint'],
  ['CAST(200 AS tinyint) + CAST(100 AS tinyint)', '!8115'],
  ['NULL + 1', 'NULL int'],
])

cases('decimals keep their digits', [
  ['1.5 + 2.25', '3.75 numeric(4,2)'],
  ['1.5 * 2.25', '3.375 numeric(6,3)'],
  ['1.0 / 3', '0.333333 numeric(7,6)'],
  ['10 / 4.0', '2.500000 numeric(9,6)'],
  ['5.5 % 2', '1.5 numeric(2,1)'],
  ['CAST(1 AS decimal(38,10)) * CAST(1 AS decimal(38,10))', '1.000000 numeric(38,6)'],
  ['CAST(1.005 AS decimal(5,2))', '1.01 decimal(5,2)'],
  ['CAST(-1.005 AS decimal(5,2))', '-1.01 decimal(5,2)'],
  ['CAST(1000 AS decimal(3,0))', '!8115'],
  ['CAST(1.5 AS money) * 2', '3.00 money'],
  ['$10 / 3', '3.33 money'],
])

cases('values are converted by themselves, or refused', [
  ["'5' + 1", '6 int'],
  ["'abc' + 1", '!245'],
  ["1 + '1.5'", '!245'],
  ["1.0 + '1.5'", '2.5 numeric(3,1)'],
  ["1.5 + 'x'", '!8114'],
  ["'a' + 'b'", 'ab varchar(2)'],
  ["N'a' + 'b'", 'ab nvarchar(2)'],
  ["'a' + CAST(NULL AS varchar(1))", 'NULL varchar(2)'],
  ["'a' - 'b'", '!8117'],
  ['GETDATE() * 2', '!8117'],
  ["CAST('12' AS int)", '12 int'],
  ["CAST('99999999999' AS int)", '!248'],
  ['CAST(300 AS tinyint)', '!220'],
  ['CAST(2147483648 AS int)', '!8115'],
  ["CAST('abc' AS uniqueidentifier)", '!8169'],
  ["CAST('x' AS datetime)", '!241'],
  ["CAST('2024-02-30' AS datetime)", '!242'],
  ["TRY_CAST('abc' AS int)", 'NULL int'],
  ["TRY_CONVERT(date, '2024-02-29')", '2024-02-29 date'],
  ['CAST(12345 AS varchar(3))', '* varchar(3)'],
  ["CAST('abcdef' AS varchar(3))", 'abc varchar(3)'],
  ["CAST('ab' AS char(4)) + '|'", 'ab  | varchar(5)'],
  ['CAST(1.7 AS int)', '1 int'],
  ['CAST(-1.7 AS int)', '-1 int'],
  ['CAST(1.5e0 AS varchar(20))', '1.5 varchar(20)'],
  ['CAST(1e10 AS varchar(20))', '1e+010 varchar(20)'],
  ['CAST(0.1 AS varchar(20))', '0.1 varchar(20)'],
  ['CONVERT(varbinary(4), 1)', '0x00000001 varbinary(4)'],
  ['CONVERT(varchar(10), 0x414243)', 'ABC varchar(10)'],
  ['CONVERT(varchar(20), 0x4142, 1)', '0x4142 varchar(20)'],
  ["CONVERT(varbinary(4), '0x0102', 1)", '0x0102 varbinary(4)'],
  ["CAST('true' AS bit)", '1 bit'],
  ['CAST(5 AS bit)', '1 bit'],
])

cases('functions of texts', [
  ["LEN('abc  ')", '3 int'],
  ["DATALENGTH(N'abc')", '6 int'],
  ["UPPER('abc')", 'ABC varchar(3)'],
  ["LEFT('abcdef', 2)", 'ab varchar(6)'],
  ["RIGHT('abcdef', 2)", 'ef varchar(6)'],
  ["SUBSTRING('abcdef', 2, 3)", 'bcd varchar(6)'],
  ["SUBSTRING('abcdef', 0, 3)", 'ab varchar(6)'],
  ["CHARINDEX('c', 'abc')", '3 int'],
  ["CHARINDEX('C', 'abcabc', 4)", '6 int'],
  ["PATINDEX('%[0-9]%', 'ab1')", '3 int'],
  ["REPLACE('aXbX', 'x', '-')", 'a-b- varchar(8000)'],
  ["STUFF('abcdef', 2, 3, 'X')", 'aXef varchar(8000)'],
  ["REPLICATE('ab', 3)", 'ababab varchar(8000)'],
  ["REVERSE('abc')", 'cba varchar(3)'],
  ["LTRIM('  a ') + '|'", 'a | varchar(5)'],
  ["TRIM('  a ') + '|'", 'a| varchar(5)'],
  ["CONCAT('a', 1)", 'a1 varchar(13)'],
  ["CONCAT_WS(',', 'a', NULL, 'b')", 'a,b varchar(4)'],
  ["REPLACE(STR(12.345, 6, 2), ' ', '_')", '_12.35 varchar(8000)'],
  ["QUOTENAME('a]b')", '[a]]b] nvarchar(258)'],
  ["PARSENAME('a.b.c', 1)", 'c nvarchar(128)'],
  ["ASCII('A')", '65 int'],
  ['CHAR(65)', 'A char(1)'],
  ['NCHAR(937)', 'Ω nchar(1)'],
  ["ISNUMERIC('1.5')", '1 int'],
  ["ISNUMERIC('abc')", '0 int'],
])

cases('functions of numbers', [
  ['ABS(-5)', '5 int'],
  ['ROUND(1.255, 2)', '1.260 numeric(4,3)'],
  ['ROUND(-1.255, 2)', '-1.260 numeric(4,3)'],
  ['ROUND(1234, -2)', '1200 int'],
  ['ROUND(1.259, 2, 1)', '1.250 numeric(4,3)'],
  ['FLOOR(-1.5)', '-2 numeric(2,0)'],
  ['CEILING(1.1)', '2 numeric(2,0)'],
  ['SIGN(-3)', '-1 int'],
  ['POWER(2, 10)', '1024 int'],
  ['SQRT(-1)', '!3623'],
])

cases('functions of dates', [
  ["DATEADD(month, 1, CAST('2024-01-31' AS date))", '2024-02-29 date'],
  ["DATEADD(day, -1, '2024-03-01')", '2024-02-29 00:00:00.000 datetime'],
  ["DATEDIFF(day, '2024-01-01', '2024-03-01')", '60 int'],
  ["DATEDIFF(year, '2023-12-31', '2024-01-01')", '1 int'],
  ["DATEDIFF(second, '2024-01-01', '2024-01-02')", '86400 int'],
  ["DATEDIFF_BIG(ms, '1970-01-01', '2024-01-01')", '1704067200000 bigint'],
  ["DATEPART(weekday, '2024-01-01')", '2 int'],
  ["DATENAME(month, '2024-01-01')", 'January nvarchar(30)'],
  ["YEAR('2024-05-06')", '2024 int'],
  ["EOMONTH('2024-02-10')", '2024-02-29 date'],
  [
    "CONVERT(varchar(30), CAST('2024-01-02T03:04:05.678' AS datetime), 121)",
    '2024-01-02 03:04:05.677 varchar(30)',
  ],
  ["CONVERT(varchar(30), CAST('2024-01-02 15:04' AS datetime))", 'Jan  2 2024  3:04PM varchar(30)'],
  ["CONVERT(varchar(10), CAST('20240102' AS date), 103)", '02/01/2024 varchar(10)'],
  ["CONVERT(char(8), CAST('2024-01-02' AS datetime), 112)", '20240102 char(8)'],
  ["CAST('2024-01-02 03:04:05.1234567' AS datetime2(3))", '2024-01-02 03:04:05.123 datetime2'],
  [
    "CAST('2024-01-02 03:04:05 +02:00' AS datetimeoffset(0))",
    '2024-01-02 03:04:05 +02:00 datetimeoffset',
  ],
  ["CAST('12:34:56' AS time(0))", '12:34:56 time'],
  ["CAST('2024-01-01' AS datetime) + 1.5", '2024-01-02 12:00:00.000 datetime'],
  ["CAST(CAST('1900-01-02' AS datetime) AS int)", '1 int'],
  ["ISDATE('2024-02-30')", '0 int'],
  ["CAST('1899-12-31' AS datetime)", '1899-12-31 00:00:00.000 datetime'],
])

cases('NULL is neither equal nor different', [
  ["CASE WHEN NULL = NULL THEN 'y' ELSE 'n' END", 'n varchar(1)'],
  ["CASE WHEN NOT (NULL = 1) THEN 'y' ELSE 'n' END", 'n varchar(1)'],
  ["CASE WHEN NULL IS NULL THEN 'y' ELSE 'n' END", 'y varchar(1)'],
  ["CASE WHEN 1 IN (2, NULL) THEN 'y' ELSE 'n' END", 'n varchar(1)'],
  ["CASE WHEN 1 NOT IN (2, NULL) THEN 'y' ELSE 'n' END", 'n varchar(1)'],
  ["CASE WHEN 1 IN (1, NULL) THEN 'y' ELSE 'n' END", 'y varchar(1)'],
  ["CASE WHEN 1 = 1 OR NULL = 1 THEN 'y' ELSE 'n' END", 'y varchar(1)'],
  ['COALESCE(NULL, NULL, 3)', '3 int'],
  ["ISNULL(CAST(NULL AS varchar(2)), 'abc')", 'ab varchar(2)'],
  ['NULLIF(1, 1)', 'NULL int'],
  ['IIF(1 = 2, 1, 2)', '2 int'],
  ["CHOOSE(2, 'a', 'b')", 'b varchar(1)'],
])

cases('comparisons fold case and spaces at the end', [
  ["CASE WHEN 'ABC' = 'abc  ' THEN 1 ELSE 0 END", '1 int'],
  ["CASE WHEN 'abc' LIKE 'A%' THEN 1 ELSE 0 END", '1 int'],
  ["CASE WHEN 'a_c' LIKE 'a[_]c' THEN 1 ELSE 0 END", '1 int'],
  ["CASE WHEN '50%' LIKE '50!%' ESCAPE '!' THEN 1 ELSE 0 END", '1 int'],
  ["CASE WHEN 'abc' LIKE '[^b]%' THEN 1 ELSE 0 END", '1 int'],
  ['CASE WHEN 2 BETWEEN 1 AND 3 THEN 1 ELSE 0 END', '1 int'],
  ["CASE WHEN '10' = 10 THEN 1 ELSE 0 END", '1 int'],
  ["CASE WHEN 'x' = 10 THEN 1 ELSE 0 END", '!245'],
])

cases('what is not there is refused', [
  ['nosuch', '!207'],
  ['a.b', '!4104'],
  ['@nosuch', '!137'],
  ['NOSUCH(1)', '!195'],
  ['dbo.nosuch(1)', '!4121'],
  ['LEN()', '!174'],
  ['COUNT(*)', '1 int'],
  ["SUM('a')", '!8117'],
])

cases('facts of the session', [
  ['@@TRANCOUNT', '0 int'],
  ['@@ROWCOUNT', '1 int'],
  ['@@SPID', '51 smallint'],
  ['XACT_STATE()', '0 smallint'],
  ["SESSIONPROPERTY('ANSI_NULLS')", '1 int'],
  ['@@OPTIONS & 512', '0 int'],
  ['DB_NAME()', 'Work nvarchar(128)'],
])
