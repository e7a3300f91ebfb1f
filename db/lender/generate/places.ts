import type { Choices } from "./random"

export const places: Choices<{
  region: string
  district: string | null
  settlement: string
  postal: string
}> = [
  { region: "Бишкек шаары", district: "Биринчи Май району", settlement: "Бишкек", postal: "720000" },
  { region: "Бишкек шаары", district: "Октябрь району", settlement: "Бишкек", postal: "720000" },
  { region: "Ош шаары", district: null, settlement: "Ош", postal: "723500" },
  { region: "Чүй облусу", district: "Сокулук району", settlement: "Сокулук айылы", postal: "724800" },
  { region: "Чүй облусу", district: "Ысык-Ата району", settlement: "Кант", postal: "725000" },
  { region: "Ысык-Көл облусу", district: "Ак-Суу району", settlement: "Каракол", postal: "722200" },
  { region: "Нарын облусу", district: "Нарын району", settlement: "Нарын", postal: "722900" },
  { region: "Талас облусу", district: "Талас району", settlement: "Талас", postal: "724200" },
  { region: "Жалал-Абад облусу", district: "Сузак району", settlement: "Жалал-Абад", postal: "715600" },
  { region: "Баткен облусу", district: "Баткен району", settlement: "Баткен", postal: "715100" },
]

export const streets: Choices<string> = [
  "Үлгү көчөсү",
  "Сыноо көчөсү",
  "Биринчи Үлгү көчөсү",
  "Экинчи Үлгү көчөсү",
  "Сыноо проспектиси",
  "Сыноо тар көчөсү",
]

export const employers: Choices<string> = [
  "«Үлгү Соода» ЖЧК",
  "«Сыноо Курулуш» ЖЧК",
  "№ 0 Сыноо мектеби",
  "«Үлгү Транс» ЖЧК",
  "Сыноо ооруканасы",
  "«Үлгү Текстиль» ЖЧК",
  "Жеке ишкер (үлгү)",
]

export const jobTitles: Choices<string> = [
  "сатуучу",
  "куруучу",
  "мугалим",
  "айдоочу",
  "медайым",
  "тигүүчү",
  "эсепчи",
  "ашпозчу",
]

export const banks: Choices<{ name: string; bic: string }> = [
  { name: "«Үлгү Банк» ААК", bic: "000001" },
  { name: "«Сыноо Банк» ЖАК", bic: "000002" },
  { name: "«Көнүгүү Банк» ААК", bic: "000003" },
]

export const wallets: Choices<string> = ["Үлгү Капчык", "Сыноо Капчык"]

export const otherLenders: Choices<string> = ["«Үлгү Насыя» МКК", "«Сыноо Кредит» МФК", "«Көнүгүү Банк» ААК"]

export const expenseKinds: Choices<string> = ["rent", "food", "utilities", "transport", "school"]

export const pledgeKinds: Choices<{ kind: string; description: string }> = [
  { kind: "jewellery", description: "Алтын шакек, 585 сынык (үлгү)" },
  { kind: "jewellery", description: "Алтын чынжыр, 583 сынык (үлгү)" },
  { kind: "electronics", description: "Ноутбук, сериясы TEST-000" },
  { kind: "electronics", description: "Уюлдук телефон, IMEI 000000000000000" },
  { kind: "vehicle", description: "Жеңил унаа, мамлекеттик белгиси TEST 000" },
]
