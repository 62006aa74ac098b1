// What every page has in common: one script and one style inside it, a policy that lets it ask nobody
// for anything, and its data packed.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateSync, inflateSync } from 'node:zlib'
import { shortened, visible } from './text.js'

export type PageKind = 'report' | 'timelines' | 'exploration' | 'matrix'

export interface Page {
  readonly kind: PageKind
  readonly title: string
  /** A class of the body, for its colours. */
  readonly outcome: string
  /** Markup, made of safe parts. */
  readonly navigation: string
  readonly main: string
  readonly footer: string
  /** Packed data by the id under which the script looks for it. */
  readonly parts: readonly Part[]
}

export interface Part {
  readonly id: string
  readonly packed: string
}

export function pageHtml(page: Page): string {
  const { script, style } = assets()
  const parts = page.parts.map(
    ({ id, packed }) => `<script type="text/plain" id="${id}">${packed}</script>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="frostproof">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'">
<title>${safe(page.title)}</title>
<style>${style}</style>
</head>
<body class="${page.outcome}" data-page="${page.kind}" data-title="${safe(page.title)}">
<a class="skip" href="#content">To the content</a>
<header class="top"><div>
<a class="brand" href="#/" aria-label="frostproof"><svg viewBox="0 0 20 20" aria-hidden="true">${SNOWFLAKE}</svg><span>frostproof</span></a>
${page.navigation}
</div></header>
<main id="content">
${page.main}
</main>
<footer>${page.footer}</footer>
${parts.join('\n')}
<script>${script}</script>
</body>
</html>
`
}

/** Data as text that can stand in a page; small, and no markup whatever it says. */
export function packed(data: unknown): string {
  return packedJson(JSON.stringify(data))
}

export function packedJson(json: string): string {
  // The last percents of a large page are not worth seconds.
  const level = json.length > PACKED_HARD_LENGTH_MAX ? 5 : 9
  return deflateSync(json, { level }).toString('base64')
}

/**
 * A page with its data unpacked, for comparing: versions of Node may pack the same data in other bytes.
 * What was changed cannot be unpacked, or says something else.
 */
export function unpackedPage(html: string): string {
  return html.replace(
    /(<script type="text\/plain" id="[\w-]+">)([^<]*)(?=<\/script>)/g,
    (all, tag: string, text: string) => {
      const bytes = Buffer.from(text, 'base64')
      if (bytes.toString('base64') !== text) return all
      try {
        return tag + inflateSync(bytes).toString('utf8')
      } catch {
        return all
      }
    },
  )
}

export function safe(text: string): string {
  return visible(shortened(text, TEXT_LENGTH_MAX)).replace(/[&<>"']/g, (found) => {
    return `&#${found.charCodeAt(0)};`
  })
}

interface Assets {
  readonly script: string
  readonly style: string
}

let loaded: Assets | undefined

/** What the build bundled of harness/report/page. */
function assets(): Assets {
  loaded ??= readAssets()
  return loaded
}

function readAssets(): Assets {
  const path = import.meta.url.endsWith('.ts') ? '../../dist/page.json' : '../../page.json'
  const place = new URL(path, import.meta.url)
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as Assets
  } catch (cause) {
    throw new Error(
      `reading the script of the pages failed: "${place.pathname}"\nHint: Run "npm run prepare" to build it.`,
      { cause },
    )
  }
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

const SNOWFLAKE =
  '<path d="M10 1.5v17M2.6 5.75l14.8 8.5M2.6 14.25l14.8-8.5M7.6 3.2 10 5.4l2.4-2.2M7.6 16.8 10 14.6l2.4 2.2M2.9 9.1l3.1-1-.7-3.2M14.7 15.1l-.7-3.2 3.1-1M5.3 15.1l.7-3.2-3.1-1M17.1 9.1l-3.1-1 .7-3.2"/>'
const TEXT_LENGTH_MAX = 2_000
const PACKED_HARD_LENGTH_MAX = 4_000_000
