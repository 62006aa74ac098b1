// Who logs in. The password lives here and in the pool of connections, and nowhere else: whatever text
// may carry it goes through `hide` before anybody sees it.

const MASK = '[secret]'

export class Credentials {
  readonly user: string
  readonly #password: string

  constructor(user: string, password: string) {
    this.user = user
    this.#password = password
  }

  /** The only way to the password; its callers hand it to a login and forget it. */
  forLogin(): { readonly user: string; readonly password: string } {
    return { user: this.user, password: this.#password }
  }

  hide(text: string): string {
    return this.#password === '' ? text : text.replaceAll(this.#password, MASK)
  }

  toJSON(): string {
    return MASK
  }
}

/** An error in words that hold no secret, and with nothing behind it. */
export function plainError(credentials: Credentials, thrown: unknown): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return new Error(credentials.hide(text))
}
