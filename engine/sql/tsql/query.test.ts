import { expect, test } from 'vitest'
import { ask, makeDesk, open, shown } from './tsql.fixture.js'

const desk = makeDesk()
const session = open(desk)

ask(
  desk,
  session,
  `CREATE TABLE people (id int PRIMARY KEY, name varchar(20) NOT NULL, city varchar(20) NULL, age int NULL);
   INSERT people VALUES (1,'Ann','Rome',30),(2,'Bob','Oslo',25),(3,'Cid',NULL,40),(4,'Dan','Rome',NULL);
   CREATE TABLE orders (n int PRIMARY KEY, person int, total decimal(8,2));
   INSERT orders VALUES (10,1,5.5),(11,1,7),(12,2,1.25),(13,9,3);
   CREATE TABLE heap (x int, y varchar(5)); INSERT heap VALUES (2,'b'),(1,'a'),(2,'b');`,
)

function cases(title: string, table: readonly (readonly [string, string])[]): void {
  test(title, () => {
    for (const [sql, expected] of table) {
      const answer = ask(desk, session, sql)
      expect(`${sql} => ${shown(answer)}`).toBe(`${sql} => ${expected}`)
    }
  })
}

cases('rows are narrowed', [
  ['SELECT id FROM people WHERE age > 26', '1;3'],
  ['SELECT id FROM people WHERE city IS NULL', '3'],
  ["SELECT id FROM people WHERE city <> 'Rome'", '2'],
  ['SELECT id FROM people WHERE id = 3', '3'],
  ["SELECT id FROM people WHERE id = '3'", '3'],
  ['SELECT id FROM people WHERE id = 3.5', ''],
  ['SELECT id FROM people WHERE id IN (1, 4)', '1;4'],
  ['SELECT id FROM people WHERE id = 1 OR age = 25', '1;2'],
  ['SELECT id FROM people WHERE 1 = 0', ''],
  ['SELECT x, y FROM heap', '2,b;1,a;2,b'],
])

cases('rows are joined', [
  [
    'SELECT p.name, o.total FROM people p JOIN orders o ON o.person = p.id',
    'Ann,5.50;Ann,7.00;Bob,1.25',
  ],
  [
    'SELECT p.name, o.n FROM people p LEFT JOIN orders o ON o.person = p.id',
    'Ann,10;Ann,11;Bob,12;Cid,NULL;Dan,NULL',
  ],
  [
    'SELECT o.n, p.name FROM orders o LEFT JOIN people p ON p.id = o.person',
    '10,Ann;11,Ann;12,Bob;13,NULL',
  ],
  [
    'SELECT p.name, o.n FROM people p RIGHT JOIN orders o ON o.person = p.id',
    'Ann,10;Ann,11;Bob,12;NULL,13',
  ],
  [
    'SELECT p.id, o.n FROM people p FULL JOIN orders o ON o.person = p.id',
    '1,10;1,11;2,12;3,NULL;4,NULL;NULL,13',
  ],
  ['SELECT COUNT(*) FROM people, orders', '16'],
  ['SELECT COUNT(*) FROM people CROSS JOIN orders', '16'],
  ['SELECT p.id FROM people p LEFT JOIN orders o ON o.person = p.id WHERE o.n IS NULL', '3;4'],
  [
    'SELECT p.id, o.n FROM people p LEFT JOIN orders o ON o.person = p.id AND o.total > 6',
    '1,11;2,NULL;3,NULL;4,NULL',
  ],
  [
    "SELECT p.id, o.n FROM people p LEFT JOIN orders o ON o.person = p.id AND p.city = 'Oslo'",
    '1,NULL;2,12;3,NULL;4,NULL',
  ],
  [
    'SELECT a.id, b.id, c.n FROM people a JOIN people b ON b.id = a.id + 1 JOIN orders c ON c.person = b.id',
    '1,2,12',
  ],
  [
    'SELECT p.id, o.total FROM people p CROSS APPLY (SELECT TOP 1 total FROM orders WHERE person = p.id ORDER BY total DESC) o',
    '1,7.00;2,1.25',
  ],
  [
    'SELECT p.id, o.total FROM people p OUTER APPLY (SELECT MAX(total) AS total FROM orders WHERE person = p.id) o',
    '1,7.00;2,1.25;3,NULL;4,NULL',
  ],
  ['SELECT a.x, b.x FROM heap a JOIN heap b ON a.y = b.y WHERE a.x = 1', '1,1'],
  ['SELECT p.id FROM people p JOIN people p ON 1 = 1', '!1013'],
  ['SELECT id FROM people a JOIN people b ON a.id = b.id', '!209'],
])

cases('rows are grouped', [
  [
    'SELECT COUNT(*), COUNT(age), SUM(age), AVG(age), MIN(age), MAX(age) FROM people',
    '4,3,95,31,25,40',
  ],
  ['SELECT city, COUNT(*) FROM people GROUP BY city ORDER BY city', 'NULL,1;Oslo,1;Rome,2'],
  ['SELECT city, COUNT(*) AS c FROM people GROUP BY city HAVING COUNT(*) > 1', 'Rome,2'],
  [
    'SELECT person, SUM(total) FROM orders GROUP BY person ORDER BY SUM(total) DESC',
    '1,12.50;9,3.00;2,1.25',
  ],
  ['SELECT COUNT(DISTINCT city) FROM people', '2'],
  ['SELECT COUNT(*) FROM people WHERE 1 = 0', '0'],
  ['SELECT SUM(age) FROM people WHERE 1 = 0', 'NULL'],
  ['SELECT city FROM people WHERE 1 = 0 GROUP BY city', ''],
  [
    'SELECT age / 10, COUNT(*) FROM people WHERE age IS NOT NULL GROUP BY age / 10 ORDER BY 1',
    '2,1;3,1;4,1',
  ],
  ['SELECT city, age FROM people GROUP BY city', '!8120'],
  ['SELECT id FROM people WHERE COUNT(*) > 1', '!147'],
  ["SELECT STRING_AGG(name, ',') WITHIN GROUP (ORDER BY id DESC) FROM people", 'Dan,Cid,Bob,Ann'],
  ['SELECT AVG(total) FROM orders', '4.187500'],
  [
    'SELECT p.city, SUM(o.total) FROM people p JOIN orders o ON o.person = p.id GROUP BY p.city ORDER BY p.city',
    'Oslo,1.25;Rome,12.50',
  ],
])

cases('rows are ordered and cut', [
  ['SELECT id FROM people ORDER BY age DESC', '3;1;2;4'],
  ['SELECT id FROM people ORDER BY age', '4;2;1;3'],
  ['SELECT id FROM people ORDER BY city, id DESC', '3;2;4;1'],
  ['SELECT TOP 2 id FROM people ORDER BY id DESC', '4;3'],
  ['SELECT TOP (50) PERCENT id FROM people ORDER BY id', '1;2'],
  [
    'SELECT TOP 1 WITH TIES city FROM people WHERE city IS NOT NULL ORDER BY city DESC',
    'Rome;Rome',
  ],
  ['SELECT id FROM people ORDER BY id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY', '2;3'],
  ['SELECT DISTINCT city FROM people ORDER BY city', 'NULL;Oslo;Rome'],
  ['SELECT DISTINCT city FROM people ORDER BY id', '!145'],
  ['SELECT id AS k FROM people ORDER BY k DESC', '4;3;2;1'],
  ['SELECT id FROM people ORDER BY 2', '!108'],
  ['SELECT name n FROM people ORDER BY LEN(name), n DESC', 'Dan;Cid;Bob;Ann'],
])

cases('queries stand in queries', [
  ['SELECT (SELECT MAX(id) FROM people)', '4'],
  ['SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM orders WHERE person = p.id)', 'Ann;Bob'],
  [
    'SELECT name FROM people p WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.person = p.id)',
    'Cid;Dan',
  ],
  ['SELECT name FROM people WHERE id IN (SELECT person FROM orders)', 'Ann;Bob'],
  ['SELECT n FROM orders WHERE person NOT IN (SELECT id FROM people)', '13'],
  ['SELECT id, (SELECT COUNT(*) FROM orders WHERE person = id) FROM people', '1,2;2,1;3,0;4,0'],
  [
    'SELECT n FROM orders WHERE total > ALL (SELECT age / 10 FROM people WHERE age IS NOT NULL)',
    '10;11',
  ],
  ['SELECT n FROM orders WHERE total < ANY (SELECT 2)', '12'],
  ['SELECT (SELECT id FROM people)', ' | !512'],
  ['SELECT (SELECT id, name FROM people)', '!116'],
  [
    'SELECT d.c FROM (SELECT city AS c, COUNT(*) AS n FROM people GROUP BY city) d WHERE d.n = 2',
    'Rome',
  ],
  ['SELECT v.a FROM (VALUES (1),(2)) v(a)', '1;2'],
  ['SELECT a.v FROM (SELECT 1) a', '!8155'],
  [
    'WITH c AS (SELECT id FROM people WHERE id < 3) SELECT * FROM c WHERE id IN (SELECT id FROM c)',
    '1;2',
  ],
  ['WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT SUM(i) FROM n', '15'],
  ['WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n', ' | !530'],
  ["SELECT value FROM STRING_SPLIT('a,b', ',')", 'a;b'],
])

cases('sets are put together', [
  ['SELECT 1 UNION SELECT 2 UNION SELECT 1', '1;2'],
  ['SELECT 1 UNION ALL SELECT 1', '1;1'],
  ['SELECT id FROM people EXCEPT SELECT person FROM orders', '3;4'],
  ['SELECT id FROM people INTERSECT SELECT person FROM orders', '1;2'],
  ['SELECT id FROM people UNION ALL SELECT n FROM orders ORDER BY id DESC', '13;12;11;10;4;3;2;1'],
  ["SELECT 'a' UNION ALL SELECT 1", ' | !245'],
  ['SELECT 1, 2 UNION SELECT 1', '!205'],
])

cases('windows look at the rows beside', [
  ['SELECT id, ROW_NUMBER() OVER (ORDER BY age DESC) FROM people ORDER BY id', '1,2;2,3;3,1;4,4'],
  ['SELECT id, RANK() OVER (ORDER BY city) FROM people ORDER BY id', '1,3;2,2;3,1;4,3'],
  ['SELECT id, COUNT(*) OVER (PARTITION BY city) FROM people ORDER BY id', '1,2;2,1;3,1;4,2'],
  ['SELECT n, SUM(total) OVER (ORDER BY n) FROM orders', '10,5.50;11,12.50;12,13.75;13,16.75'],
  ['SELECT id, LAG(id) OVER (ORDER BY id) FROM people', '1,NULL;2,1;3,2;4,3'],
  [
    'SELECT city, ROW_NUMBER() OVER (ORDER BY COUNT(*) DESC, city) FROM people GROUP BY city ORDER BY city',
    'NULL,2;Oslo,3;Rome,1',
  ],
  ['SELECT id FROM people WHERE ROW_NUMBER() OVER (ORDER BY id) = 1', '!4108'],
])

cases('variables take rows', [
  [
    "DECLARE @s varchar(50) = ''; SELECT @s = @s + name FROM people ORDER BY id DESC; SELECT @s",
    'DanCidBobAnn',
  ],
  ['DECLARE @n int; SELECT @n = id FROM people WHERE id = 99; SELECT @n', 'NULL'],
  ['DECLARE @n int = (SELECT COUNT(*) FROM people); SELECT @n', '4'],
  ['DECLARE @n int; SELECT @n = 1, id FROM people', '!141'],
])

cases('names that mean nothing are refused', [
  ['SELECT * FROM nosuch', '!208'],
  ['SELECT * FROM nodb.dbo.t', '!911'],
  ['SELECT nosuch FROM people', '!207'],
  ['SELECT x.id FROM people', '!4104'],
  ['SELECT *', '!263'],
  ['SELECT q.* FROM people', '!107'],
])
