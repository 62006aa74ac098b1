// Elements are built, and their text is set; nothing from a record is ever parsed as markup.

type Child = Node | string | undefined | null | false
export type Children = readonly (Child | Children)[]
type Attributes = Readonly<Record<string, string | number | undefined>>

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Children
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children)
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Children
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS(SVG, name), attributes, children)
}

function fill<Made extends Element>(node: Made, attributes: Attributes, children: Children): Made {
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) node.setAttribute(key, String(value))
  append(node, children)
  return node
}

export function append(node: Element, children: Children): void {
  for (const child of children) {
    if (isList(child)) append(node, child)
    else if (child) node.append(child)
  }
}

function isList(child: Child | Children): child is Children {
  return Array.isArray(child)
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}) {
  const node = make('button', { type: 'button', ...attributes }, label)
  node.addEventListener('click', onClick)
  return node
}

/** A word with a colour and a sign, so that neither has to carry the meaning alone. */
export function badge(verdict: string, isPartial = false): HTMLElement {
  const word = verdict.replace('-', ' ')
  return make('span', { class: `badge ${verdict}` }, isPartial ? `${word}, in part` : word)
}

export function link(address: string, ...children: Children): HTMLAnchorElement {
  return make('a', { href: `#${address}`, class: 'text' }, ...children)
}

/** The place of a clause or a scenario in this page. */
export function addressOf(id: string): string {
  return encodeURIComponent(id)
}

/** A details element whose body is made when it is first opened. */
export function opening(
  attributes: Attributes,
  summary: Children,
  body: () => Children,
): HTMLDetailsElement {
  const node = make('details', attributes, make('summary', {}, ...summary))
  node.addEventListener('toggle', () => {
    if (node.open && node.children.length === 1)
      append(node, [make('div', { class: 'body' }, ...body())])
  })
  return node
}

/** A command with a button that copies it; a page from a file may have no clipboard of its own. */
export function command(line: string): HTMLElement {
  const code = make('code', { tabindex: 0 }, line)
  const copied = button('Copy', () => copy(line, code, copied), { 'aria-label': `Copy ${line}` })
  return make('div', { class: 'command' }, code, copied)
}

function copy(line: string, code: HTMLElement, pressed: HTMLButtonElement): void {
  const say = (word: string): void => {
    pressed.textContent = word
    setTimeout(() => {
      pressed.textContent = 'Copy'
    }, 1500)
  }
  const select = (): void => {
    const range = document.createRange()
    range.selectNodeContents(code)
    const selection = getSelection()
    selection?.removeAllRanges()
    selection?.addRange(range)
    say(document.execCommand('copy') ? 'Copied' : 'Selected')
  }
  if (navigator.clipboard === undefined) select()
  else navigator.clipboard.writeText(line).then(() => say('Copied'), select)
}

export function later(work: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(waiting)
    waiting = setTimeout(work, 80)
  }
}

export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`
}

/** How long something took: `12 ms`, `1.4 s`, `2.5 min`. */
export function tookText(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`
  if (ms < 3_600_000) return `${Number((ms / 60_000).toFixed(1))} min`
  return `${Number((ms / 3_600_000).toFixed(1))} h`
}

const SVG = 'http://www.w3.org/2000/svg'
