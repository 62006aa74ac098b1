// A search field and choices over a list; what is chosen stands in the address.

import { later, make } from './dom.js'
import { addressOfView, type View } from './route.js'

export interface Choice {
  readonly name: string
  /** What it says when nothing is chosen: `every system`. */
  readonly all: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export interface Filters {
  readonly node: HTMLElement
  readonly values: () => Readonly<Record<string, string>>
  readonly focus: () => void
}

export function filtersOf(given: {
  readonly view: View
  readonly search: string
  readonly choices: readonly Choice[]
  readonly set: URLSearchParams
  readonly onChange: () => void
}): Filters {
  const { view, search, choices, set, onChange } = given
  const field = make('input', {
    type: 'search',
    name: 'q',
    placeholder: `${search}  /`,
    'aria-label': search,
    autocomplete: 'off',
    value: set.get('q') ?? '',
  })
  const selects = choices
    .filter(({ options }) => options.length > 1)
    .map((choice) => selectOf(choice, set.get(choice.name) ?? ''))
  const values = (): Record<string, string> => {
    const chosen = selects.map((select): [string, string] => [select.name, select.value])
    return Object.fromEntries([['q', field.value.trim()], ...chosen])
  }
  const changed = (): void => {
    history.replaceState(null, '', `#${addressOfView(view, values())}`)
    onChange()
  }
  field.addEventListener('input', later(changed))
  for (const select of selects) select.addEventListener('change', changed)
  const node = make('form', { class: 'filters', role: 'search' }, field, selects)
  node.addEventListener('submit', (event) => event.preventDefault())
  return { node, values, focus: () => field.focus() }
}

function selectOf({ name, all, options }: Choice, value: string): HTMLSelectElement {
  const select = make(
    'select',
    { name, 'aria-label': `Show ${all}` },
    make('option', { value: '' }, all),
    options.map((option) => make('option', { value: option.value }, option.label)),
  )
  select.value = options.some((option) => option.value === value) ? value : ''
  return select
}

/** Each value once, in the order in which it comes up. */
export function optionsOf(
  values: readonly string[],
  labelOf: (value: string) => string = (value) => value.replaceAll('-', ' '),
): { value: string; label: string }[] {
  return [...new Set(values)]
    .filter((value) => value !== '')
    .map((value) => ({ value, label: labelOf(value) }))
}

export function fits(query: string, ...texts: readonly string[]): boolean {
  if (query === '') return true
  const all = texts.join('\n').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
