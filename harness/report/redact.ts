export const MASK = '[secret]'

/** Members whose values come from closed sets: masking one would only break the record. */
const CLOSED = new Set(['kind', 'verdict', 'schema'])

/**
 * Masks secrets in every text of a value, which is also given as its JSON: a look into that is all
 * it costs when, as nearly always, there is nothing to mask.
 */
export type Masker = <T>(value: T, json?: string) => T

export function masker(secrets: readonly string[]): Masker {
  // The longest first, so that a secret that holds another is masked whole.
  const forms = [...new Set(secrets.flatMap(writtenForms))]
    .filter((form) => form !== '')
    .sort((left, right) => right.length - left.length)
  if (forms.length === 0) return (value) => value
  const traces = forms.map((form) => JSON.stringify(form).slice(1, -1))
  const hide = (text: string): string =>
    forms.reduce((rest, form) => (rest.includes(form) ? rest.replaceAll(form, MASK) : rest), text)
  return (value, json = JSON.stringify(value)) =>
    traces.some((trace) => json.includes(trace)) ? (mapTexts(value, hide) as typeof value) : value
}

/** A secret as it is, and as it stands inside JSON that is itself kept as text. */
function writtenForms(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1)
  return [secret, once, JSON.stringify(once).slice(1, -1), inAddress(secret)]
}

/** As in an address; half a surrogate pair, which addresses cannot hold, is replaced first. */
function inAddress(secret: string): string {
  return encodeURIComponent(Buffer.from(secret).toString())
}

function mapTexts(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, hide))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, member]) => {
    const closed = CLOSED.has(key) && typeof member === 'string'
    return [hide(key), closed ? member : mapTexts(member, hide)]
  })
  return Object.fromEntries(entries)
}
