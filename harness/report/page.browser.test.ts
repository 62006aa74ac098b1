// The pages in a browser, where there is one: what they show, and that nothing in them runs or asks.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TraceLine } from '../model/trace.js'
import { EXPLORATION, FREEZE_TRACE, PROOF } from './beside.fixture.js'
import { type Beside, NOTHING_BESIDE } from './beside.js'
import { reportHtml } from './html.js'
import { matrixHtml } from './matrix-html.js'
import { reportOf } from './report.js'
import { fakeRecord, fakeResult } from './run.fixture.js'
import { timelinesHtml } from './timelines.js'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const found = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place))
const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync']
const ALONE = ['--disable-background-networking', '--disable-component-update']

const HOSTILE = '<img src=x onerror="document.title=1"></script><b>\u202egnihtyna'
const LONG = 'n'.repeat(10_000)
const FAILED = 'features/system-state/errors.feature#SYST-ERR-02/a-case'
const PASSED = 'features/system-state/errors.feature#SYST-ERR-01/a-case'

const RECORD = fakeRecord([
  fakeResult('SYST-ERR-01'),
  fakeResult('SYST-ERR-02', 'failed', {
    name: HOSTILE,
    feature: HOSTILE,
    trace: 'traces/x.ndjson',
  }),
  fakeResult('SQLW-DIF-19', 'passed', { name: LONG, id: `features/long.feature#${LONG}` }),
])
const REPORT = reportOf(RECORD)

const BESIDE: Beside = {
  ...NOTHING_BESIDE,
  proof: () => PROOF,
  exploration: EXPLORATION,
  trace: () => FREEZE_TRACE,
  passed: new Map([[PASSED, FREEZE_TRACE]]),
}

function later(trace: readonly TraceLine[]): TraceLine[] {
  return trace.map((line) => ({ ...line, atMs: line.atMs * 2 }))
}

const inBrowser = test.skipIf(found === undefined)

let browser: Browser | undefined
let page: Page
const complaints: string[] = []
const requests: string[] = []
const directory = mkdtempSync(join(tmpdir(), 'frostproof-page-'))
const address = (name: string) => pathToFileURL(join(directory, name)).href

/** A page of its own address begins anew; a hash alone would not. */
async function open(place: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(place)
  await page.waitForFunction('document.body.dataset.ready === "yes"')
}

beforeAll(async () => {
  if (found === undefined) return
  const compared = { directory: '.', said: '', report: REPORT }
  const disagreement = { id: FAILED, verdicts: { one: 'failed', two: 'passed' } }
  const files = {
    'report.html': reportHtml(RECORD, REPORT, BESIDE),
    'timelines.html': timelinesHtml(RECORD, REPORT, BESIDE) ?? '',
    'index.html': matrixHtml(
      [
        { ...compared, target: 'one', trace: FREEZE_TRACE },
        { ...compared, target: 'two', trace: later(FREEZE_TRACE) },
      ],
      [disagreement],
    ),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  browser = await chromium.launch({ executablePath: found, args: [...QUIET, ...ALONE] })
  page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('request', (request) => requests.push(request.url()))
}, 30_000)

afterAll(async () => {
  await browser?.close()
  rmSync(directory, { recursive: true })
})

inBrowser('failures come first, with expectation and observation apart', async () => {
  await open(address('report.html'))
  const card = page.locator('#failures .card')
  expect(await card.locator('h3').textContent()).toBe(HOSTILE.replace('\u202e', '⟨U+202E⟩'))
  expect(await card.locator('dd').allTextContents()).toEqual([
    '"Failed"',
    '"Completed"',
    'reply.state',
  ])
  expect(await card.locator('code').textContent()).toBe(
    'npx frostproof run --clause SYST-ERR-02 --seed 1',
  )
  // A page from a file may have no clipboard: then the command is selected.
  await card.locator('button').click()
  await expect.poll(() => card.locator('button').textContent()).toMatch(/^(?:Copied|Selected)$/)
})

inBrowser(
  'clauses are found by word, by verdict and by fault, and the address says how',
  async () => {
    await open(`${address('report.html')}#/clauses`)
    const shown = page.locator('.clauses tbody tr:not([hidden]) .id')
    expect(await shown.count()).toBe(3)
    await page.selectOption('select[name=verdict]', 'failed')
    expect(await shown.allTextContents()).toEqual(['SYST-ERR-02'])
    expect(page.url()).toContain('#/clauses?verdict=failed')
    await open(`${address('report.html')}#/clauses?system=SQLW`)
    expect(await shown.allTextContents()).toEqual(['SQLW-DIF-19'])
    await page.fill('input[type=search]', 'nothing of the kind')
    await expect.poll(() => page.locator('.nothing').isVisible()).toBe(true)
  },
)

inBrowser('a clause has a page of its own, with what the proof did to it', async () => {
  await open(`${address('report.html')}#SYST-ERR-02`)
  expect(await page.locator('h1').last().textContent()).toBe('SYST-ERR-02')
  expect(await page.locator('.proof-rows').textContent()).toContain('caught')
  await page.locator('.list th a').first().click()
  await expect.poll(() => page.locator('ol.steps li').count()).toBe(2)
  expect(page.url()).toContain(encodeURIComponent(FAILED))
})

inBrowser('a timeline is stepped through by keyboard, and zoomed', async () => {
  await open(`${address('report.html')}#${encodeURIComponent(FAILED)}`)
  const timeline = page.locator('.scroller')
  await timeline.focus()
  for (const _ of FREEZE_TRACE) await page.keyboard.press('ArrowRight')
  expect(await page.locator('.said').textContent()).toContain('Sales')
  const width = async () => Number(await page.locator('svg.timeline').getAttribute('width'))
  const before = await width()
  await page.keyboard.press('+')
  expect(await width()).toBeGreaterThan(before)
  await page.locator('.as-table summary').click()
  await expect.poll(() => page.locator('.moments tbody tr').count()).toBeGreaterThan(4)
})

inBrowser('the heat map counts, and what it shows has a name for who cannot see it', async () => {
  await open(`${address('report.html')}#/explorer`)
  expect(await page.locator('.heat-map .violated').textContent()).toContain('1 violated')
  const tree = await page.locator('main').ariaSnapshot()
  expect(tree).toContain('rowheader "io-error"')
  expect(tree).toContain('columnheader "freeze"')
})

inBrowser(
  'the tree of roles is sound: one heading of the first rank, names for all that can be used',
  async () => {
    for (const view of ['#/', '#/clauses', '#/scenarios', '#SYST-ERR-02', '#/history']) {
      await open(address('report.html') + view)
      const tree = await page.locator('body').ariaSnapshot()
      expect(tree.match(/heading ".*" \[level=1\]/g)).toHaveLength(1)
      expect(tree).toContain('navigation "Views"')
      expect(tree).not.toMatch(/- (?:button|link|textbox|searchbox|combobox|table)(?::|\s*$)/m)
    }
  },
)

inBrowser('the page of timelines shows one, and leads back', async () => {
  await open(`${address('timelines.html')}#${encodeURIComponent(PASSED)}`)
  expect(await page.locator('svg.timeline .bar.frozen').count()).toBeGreaterThan(0)
  expect(await page.locator('main a[href^="report.html"]').count()).toBe(1)
})

inBrowser('targets compared stand on one axis, with the first thing that differs', async () => {
  await open(address('index.html'))
  expect(await page.locator('svg.timeline').count()).toBe(2)
  expect(await page.locator('.parting dd').allTextContents()).toEqual([
    expect.stringContaining('at 9 s'),
    expect.stringContaining('at 18 s'),
  ])
})

inBrowser('nothing overflows a phone, complains, runs or asks for anything', async () => {
  for (const place of [
    'report.html',
    'report.html#/clauses',
    'report.html#/explorer',
    'report.html#/history',
    `report.html#${encodeURIComponent(FAILED)}`,
  ]) {
    await open(address('report.html').replace('report.html', place))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  }
  expect(complaints).toEqual([])
  expect(await page.locator('img').count()).toBe(0)
  const own = pathToFileURL(directory).href
  expect(requests.every((url) => url.startsWith(own) || url === 'about:blank')).toBe(true)
})
