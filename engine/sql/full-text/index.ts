export {
  baseOfCatalog,
  type Catalog,
  catalogsOf,
  createCatalog,
  createFullTextIndex,
  dropCatalog,
  dropFullTextIndex,
  type FullTextIndex,
  fullTextIndexesOf,
  type KnownCatalog,
  relocateCatalog,
} from './catalog.js'
export { type Crawled, crawl, mergeFragments, recoverIndex, recoverIndexes } from './crawl.js'
export { FULL_TEXT_WRITE_POINT } from './folder.js'
export { checkIndex, type IndexCheck, keysContaining } from './query.js'
