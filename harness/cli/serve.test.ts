import { expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

/** Words of a command line, and what its one line of complaint must say. */
const BAD: readonly (readonly [readonly string[], RegExp])[] = [
  [['--listen', '1433'], /cannot read --listen "1433" as HOST:PORT/],
  [['--listen', 'localhost'], /as HOST:PORT/],
  [['--listen', '127.0.0.1:99999'], /as HOST:PORT/],
  [['--listen', '::1:1433'], /Hint: .*brackets/],
  [['--listen', ''], /"--listen" wants a value/],
  [['--encrypt', 'strikt'], /there is no --encrypt "strikt"\. Hint: The nearest is "strict"/],
  [['--encrypt', 'yes'], /no --encrypt "yes"/],
  [['--tls-cert', 'a.pem'], /"--tls-cert" and "--tls-key" go together/],
  [['--tls-key', 'a.pem'], /go together/],
  [['--tls-cert', 'a', '--tls-key', 'b', '--encrypt', 'none'], /of no use with --encrypt none/],
  [['--tls-cert', 'a', '--tls-key', 'b'], /cannot read the file of "--tls-cert": ENOENT/],
  [['--password-file', 'none'], /cannot read the file of "--password-file": ENOENT/],
  [['--password-file', 'empty'], /the password in empty is empty/],
  [['--password-file', 'long'], /longer than 128 characters/],
  [['--password', 'secret'], /unknown option "--password"/],
  [['--data', 'a', '--data', 'b'], /"--data" is given twice/],
  [['somewhere'], /too many arguments/],
]

test.each(BAD)('serve %j is refused in one line', async (words, complaint) => {
  await inDirectory({ empty: '\n', long: 'x'.repeat(200) }, async (cwd) => {
    const { exitCode, out, error } = await say(['serve', ...words], { cwd })
    expect([exitCode, out]).toEqual([64, ''])
    expect(error).toMatch(complaint)
    expect(error).toMatch(/^frostproof: [^\n]*\n$/)
    expect(error).not.toContain('secret')
  })
})
