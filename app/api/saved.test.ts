import { expect, it } from "vitest"
import { savedHeaders } from "./saved"

const hostile = [
  'a"; filename=b.exe',
  "a\r\nSet-Cookie: x=1",
  "gnp.\u202eexe",
  "../../etc/passwd",
  "a\0.pdf",
  "\ud800.pdf",
  "ката’*(1).pdf",
]

it("saves a file under a harmless name, whatever it is called, and gives it no power in our origin", () => {
  for (const name of hostile) {
    const headers = new Headers(savedHeaders(name, "application/pdf"))
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~!-]+$/,
    )
    const told = decodeURIComponent(headers.get("content-disposition")?.split("UTF-8''")[1] ?? "")
    expect(told).not.toMatch(/[\p{C}/\\]/u)
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "application/pdf",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    })
  }
  expect(savedHeaders("кат.pdf", "application/pdf")["Content-Disposition"]).toBe(
    "attachment; filename=\"___.pdf\"; filename*=UTF-8''%D0%BA%D0%B0%D1%82.pdf",
  )
})
