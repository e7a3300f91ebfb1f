/**
 * The path to return to after the language was switched: the page the link was on (`referer`, when it is of this
 * origin), else `back`, else the start page. Only ever a path of this site: no other host, no `//`, no backslash,
 * no control characters, and not /locale itself.
 */
export const pathBack = (referer: string | null, back: string | null, origins: readonly string[]): string => {
  for (const candidate of [fromReferer(referer, origins), back]) {
    if (candidate && isSitePath(candidate)) return candidate
  }
  return "/"
}

const fromReferer = (referer: string | null, origins: readonly string[]): string | null => {
  if (!referer || !URL.canParse(referer)) return null
  const url = new URL(referer)
  return origins.includes(url.origin) ? `${url.pathname}${url.search}` : null
}

const isSitePath = (path: string): boolean => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
  if (!/^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(path) || path.length > 2000) return false
  const url = new URL(path, "http://site.invalid")
  return url.origin === "http://site.invalid" && url.pathname !== "/locale"
}
