// Addresses inside the page: `#/clauses?system=SQLW` is a view with its filters, `#SQLW-DIF-19` a
// clause, `#features/…` a scenario. They can be bookmarked and sent.

export type Route =
  | { readonly view: View; readonly filters: URLSearchParams }
  | { readonly view: 'thing'; readonly id: string }

export const VIEWS = ['overview', 'clauses', 'scenarios', 'explorer', 'history'] as const

export type View = (typeof VIEWS)[number]

export function routeOf(hash: string): Route {
  const text = hash.replace(/^#/, '')
  if (text !== '' && !text.startsWith('/')) return { view: 'thing', id: decoded(text) }
  const [path = '', query = ''] = text.slice(1).split('?')
  const view = VIEWS.find((each) => each === path) ?? 'overview'
  return { view, filters: new URLSearchParams(query) }
}

export function addressOfView(view: View, filters: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '')
  const query = new URLSearchParams(set).toString()
  const path = view === 'overview' ? '/' : `/${view}`
  return query === '' ? path : `${path}?${query}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
