// The page in a browser, where there is one: what it shows, and that nothing in it runs or asks.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportHtml } from './html.js'
import { reportOf } from './report.js'
import { fakeRecord, fakeResult } from './run.fixture.js'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const found = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place))
const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync']
const ALONE = ['--disable-background-networking', '--disable-component-update']

const HOSTILE = '<img src=x onerror="document.title=1"></script><b>'

describe.skipIf(found === undefined)('the page in a browser', () => {
  let browser: Browser | undefined
  let page: Page
  const complaints: string[] = []
  const requests: string[] = []
  const directory = mkdtempSync(join(tmpdir(), 'frostproof-page-'))
  const address = pathToFileURL(join(directory, 'report.html')).href

  beforeAll(async () => {
    const record = fakeRecord([
      fakeResult('SYST-ERR-01'),
      fakeResult('SYST-ERR-02', 'failed', { name: HOSTILE, feature: HOSTILE }),
    ])
    writeFileSync(join(directory, 'report.html'), reportHtml(record, reportOf(record)))
    browser = await chromium.launch({ executablePath: found ?? '', args: [...QUIET, ...ALONE] })
    page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(address)
  }, 30_000)

  afterAll(async () => {
    await browser?.close()
    rmSync(directory, { recursive: true })
  })

  test('failures come first, with expectation and observation apart', async () => {
    const card = page.locator('#failures .card')
    expect(await card.locator('h3').textContent()).toBe(HOSTILE)
    expect(await card.locator('dd').allTextContents()).toEqual([
      '"Failed"',
      '"Completed"',
      'reply.state',
    ])
    expect(await card.locator('code').textContent()).toBe(
      'npx frostproof run --clause SYST-ERR-02 --seed 1',
    )
  })

  test('clauses are found by word and by verdict', async () => {
    const shown = page.locator('#clause-list .row:not([hidden]) .id')
    expect(await shown.count()).toBe(3)
    await page.selectOption('#clause-verdict', 'failed')
    await expect.poll(() => shown.allTextContents()).toEqual(['SYST-ERR-02'])
    await page.fill('#clause-search', 'nothing of the kind')
    await expect.poll(() => page.locator('#clause-none').isVisible()).toBe(true)
  })

  test('an address opens its clause past any filter', async () => {
    await page.goto(`${address}#SQLW-DIF-19`)
    await expect.poll(() => page.locator('[id="SQLW-DIF-19"]').getAttribute('open')).toBe('')
    await expect.poll(() => page.locator('[id="SQLW-DIF-19"] .body').isVisible()).toBe(true)
  })

  test('a group shows its scenarios and their steps when it is opened', async () => {
    await page.locator('#scenario-list .group summary').first().click()
    await page.locator('#scenario-list .row summary').first().click()
    await expect.poll(() => page.locator('#scenario-list ol.steps li').count()).toBe(2)
  })

  test('nothing overflows a phone, complains, runs or asks for anything', async () => {
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(390)
    expect(complaints).toEqual([])
    expect(await page.locator('img').count()).toBe(0)
    expect(requests.every((url) => url.startsWith(address))).toBe(true)
  })
})
