import { describe, expect, it } from "vitest"
import { Invalid } from "@/lib/errors"
import { foldedWords } from "@/lib/people/fold"
import { normalEmail, normalLogin, normalPhone, normalPin } from "@/lib/people/identifiers"
import { checkNewPassword } from "@/lib/people/new-password"
import { newCode, normalCode, totpStep } from "@/lib/people/one-time-codes"

describe("what a person types", () => {
  it("as a phone is one number however it is written, and what is none is refused", () => {
    for (const typed of [
      "+996 555 000 001",
      "0555000001",
      "0555-00-00-01",
      "996555000001",
      " (0555) 000 001 ",
      "０５５５０００００１",
    ])
      expect(normalPhone(typed), typed).toBe("+996555000001")
    expect(normalPhone("+7 916 123-45-67")).toBe("+79161234567")
    for (const typed of ["", "1", "05550", "call me", "+996"]) expect(normalPhone(typed), typed).toBeNull()
  })

  it("as an e-mail is one address, and what could reach somebody else is refused", () => {
    expect(normalEmail(" Aigul.Test+1@Mail.Example ")).toBe("aigul.test+1@mail.example")
    for (const typed of [
      '"a@evil.example"@mail.example',
      "a@b",
      "a b@mail.example",
      "a@mail.example\r\nBcc: b@c.example",
      "a@mail.example,b@mail.example",
      "<a@mail.example>",
      `${"a".repeat(250)}@mail.example`,
    ])
      expect(normalEmail(typed), typed).toBeNull()
    expect(normalLogin("a@mail.example")).toEqual({ kind: "email", value: "a@mail.example" })
    expect(normalLogin("0555 000 001")).toEqual({ kind: "phone", value: "+996555000001" })
    expect(normalLogin("@")).toBeNull()
  })

  it("as a PIN is fourteen digits, spaces aside", () => {
    expect(normalPin("2150 1199 0000 01")).toBe("21501199000001")
    for (const typed of ["2150119900000", "215011990000011", "2150119900000a", ""])
      expect(normalPin(typed), typed).toBeNull()
  })
})

describe("a search word", () => {
  it("is found however people type Kyrgyz letters", () => {
    expect(foldedWords("Өмүрбек уулу Ёлкин-Тең")).toEqual(["омурбек", "уулу", "елкин", "тен"])
    expect(foldedWords("ОМУРБЕК")).toEqual(foldedWords("Өмүрбек"))
    expect(foldedWords("й")).toEqual([])
    expect(foldedWords("А. Б. Сыноо, сыноо")).toEqual(["сыноо"])
    expect(foldedWords(`${"Й".normalize("NFD")}он`)).toEqual(["йон"])
  })
})

describe("a new password", () => {
  const fault = (password: string) => {
    try {
      checkNewPassword(password)
      return null
    } catch (error) {
      return error instanceof Invalid ? error.fields.password?.code : error
    }
  }
  it("may be any long words, and is refused when it is short, endless, or what guessers try first", () => {
    for (const good of [
      "тоо суу жел от",
      "🐎🐑🐐🐂🐪🦅🐟🐍🌾🏔️🎶🧵",
      "correct horse battery",
      `${"ab c".repeat(60)}d!1x`,
    ])
      expect(fault(good), good).toBeNull()
    expect(fault("кыска")).toBe("password_short")
    expect(fault("т".repeat(200))).toBe("password_long")
    for (const common of [
      "password1234567",
      "Пароль-12345678",
      "aaaaaaaaaaaaaa",
      "123456789012345",
      "qwertyqwerty1",
    ])
      expect(fault(common), common).toBe("password_common")
  })
})

describe("a one-time code", () => {
  it("is six digits, however pasted, and a time step serves now and one step ago, never ahead", () => {
    expect(newCode()).toMatch(/^\d{6}$/)
    expect(normalCode(" 123-456 ")).toBe("123456")
    for (const typed of ["12345", "1234567", "12345a"]) expect(normalCode(typed)).toBeNull()
    // RFC 6238, appendix B: SHA-1, at 59 s the eight digits end in 287082.
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    const at = (seconds: number) => totpStep(secret, "287082", new Date(seconds * 1000))
    expect([at(59), at(60), at(89), at(90), at(29)]).toEqual([1, 1, 1, null, null])
  })
})
