const SLUG_CHARACTERS_MAX = 80

/** A title as a part of an id: small letters, digits and hyphens. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.%]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug.slice(0, SLUG_CHARACTERS_MAX) || 'unnamed'
}
