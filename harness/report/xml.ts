import { visible } from './text.js'

export type Attributes = { readonly [name: string]: string | number | null }

/** An element with text or with elements inside. Characters XML cannot hold are shown by their code. */
export function element(
  name: string,
  attributes: Attributes,
  content: string | readonly string[] = [],
): string {
  const head = Object.entries(attributes)
    .flatMap(([key, value]) =>
      value === null ? [] : [` ${key}="${attributeText(String(value))}"`],
    )
    .join('')
  if (typeof content === 'string') return `<${name}${head}>${elementText(content)}</${name}>`
  if (content.length === 0) return `<${name}${head}/>`
  return `<${name}${head}>\n${content.join('\n')}\n</${name}>`
}

/** `>` is escaped too, or else a text could hold the end of a CDATA section. */
function elementText(text: string): string {
  return visible(text).replace(/[&<>]/g, entity)
}

function attributeText(text: string): string {
  return visible(text).replace(/[&<>"'\t\n]/g, entity)
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`
}
