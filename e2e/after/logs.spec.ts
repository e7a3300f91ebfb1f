import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { home, lender } from "../deployment"
import { expect, test } from "../test"

test("after all this the logs hold nothing of the people: no name, PIN, phone, e-mail, address or document", async () => {
  const people = await lender(
    `select c.last_name, c.first_name, c.pin, c.mobile_phone, substr(c.mobile_phone, 5) as local_phone, c.email,
            a.street, d.doc_no, p.full_name, p.phone, b.account_no
     from core.customers c
     left join core.customer_addresses ca using (customer_id) left join core.address a using (addr_id)
     left join core.id_documents d on d.cust_id = c.customer_id
     left join core.contact_persons p using (customer_id)
     left join core.bank_accounts b using (customer_id)
     where c.customer_id <= 4`,
  )
  const values = new Set(
    people.flatMap((row) => Object.values(row)).filter((value) => String(value ?? "").length > 4),
  )
  expect(values.size).toBeGreaterThan(30)
  const logs = readdirSync(home()).filter((file) => file.endsWith(".log"))
  expect(logs).toEqual(expect.arrayContaining(["postgres.log", "web.log", "worker.log"]))
  const hits = logs.flatMap((file) => {
    const text = readFileSync(path.join(home(), file), "utf8")
    const found = [...values].filter((value) => text.includes(String(value)))
    return found.map((value) => `${file}: ${value}`)
  })
  expect(hits).toEqual([])
})
