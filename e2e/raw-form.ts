import type { APIResponse, Locator, Page } from "@playwright/test"
import { portalUrl } from "./deployment"

/** What a form would send if its button were pressed now, without pressing it. */
export async function contentsOf(form: Locator): Promise<[string, string][]> {
  return form.evaluate((element) => {
    const entries = element instanceof HTMLFormElement ? [...new FormData(element).entries()] : []
    return entries.map(([name, value]): [string, string] => [name, String(value)])
  })
}

/** Sends a form as the browser does without JavaScript, with the page's cookies; redirects are not followed. */
export async function post(
  page: Page,
  address: string,
  contents: readonly [string, string][],
  headers: Record<string, string> = {},
): Promise<APIResponse> {
  const multipart = new FormData()
  for (const [name, value] of contents) multipart.append(name, value)
  return page.request.post(address, {
    multipart,
    headers: { origin: portalUrl(), ...headers },
    maxRedirects: 0,
  })
}
