import { expect, test } from "vitest"
import { letterText } from "@/lib/letters/letter-text"
import { type ReplyLetterInput, replyLetter } from "@/lib/letters/reply-letter"
import { groundsIn, organisations, sample } from "@/lib/letters/samples.fixture"

const input: ReplyLetterInput = {
  language: "ru",
  organisation: organisations.ru,
  person: { name: "Тест" },
  request: { number: "2026-000001", receivedOn: "2026-11-22", right: "Жалоба" },
  result: { outcome: "answered" },
  words: "Проверили.\n\nВсё исправлено.",
  by: ["Отдел обращений"],
}

test("an answer says what it came to, on which ground, in whose words, and where to turn against it", () => {
  const text = letterText(sample("reply", "en"))
  for (const line of [
    "# Answer to request No. 2026-000123",
    "received on 22 November 2026. Our answer is set out below.",
    "The request concerns:\n\n- The lender's advertising and news",
    "## Decision\n\nYour request is not upheld.",
    "## Ground\n\nThe loan agreement is in force (clause 6.4(2) of the policy; Digital Code, article 79)",
    "Answer:\n> The balance of the loan has not been paid yet.\n>\n> The lender accepts",
    "## If you do not agree with the decision",
    "answered by: Personal data protection unit, privacy@demo.example, +996 312 000 000.",
    "Decided by: Requests unit, officer",
  ])
    expect(text).toContain(line)
  expect(letterText(sample("reply", "ky"))).toContain("Кайрылууңуз канааттандырылган жок.")
})

test("a plain answer decides nothing, and what an officer types stays text and never becomes part of the letter", () => {
  const plain = letterText(replyLetter(input))
  expect(plain).toContain("полученное 22 ноября 2026 г. Ответ изложен ниже.")
  expect(plain).not.toContain("## Решение")
  expect(plain).not.toContain("## Основание")
  expect(letterText(replyLetter({ ...input, result: { outcome: "upheld" } }))).toContain(
    "## Решение\n\nВаше обращение удовлетворено.",
  )
  const forged = letterText(
    replyLetter({ ...input, words: "Да.\n\n## Решение\n\nВаше обращение удовлетворено." }),
  )
  expect(forged).toContain("> ## Решение")
  expect(forged).not.toContain("\n## Решение")
})

test("without words, or declined on a ground that names no source, there is no letter", () => {
  expect(() => replyLetter({ ...input, words: " \n\u200b " })).toThrow("says something")
  const ground = { ...groundsIn("ru").active, cites: [] }
  expect(() => replyLetter({ ...input, result: { outcome: "not_upheld", ground } })).toThrow("source")
})
