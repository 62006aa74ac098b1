import type { FileEntry } from '../page/index.js'

/** How large the file is after one step of growth; undefined when it may not grow. */
export function nextSize(entry: FileEntry): number | undefined {
  const { growth, sizePages, maxPages } = entry
  const step =
    growth.kind === 'none'
      ? 0
      : growth.kind === 'pages'
        ? growth.pages
        : Math.max(MINIMUM_PAGES, Math.ceil((sizePages * growth.percent) / 100))
  const size = Math.min(sizePages + step, maxPages ?? Number.POSITIVE_INFINITY)
  return size > sizePages ? size : undefined
}

/** Growth in percent never comes in smaller steps than an extent. */
const MINIMUM_PAGES = 8
