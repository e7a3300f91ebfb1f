import { dictionary } from "@zxcvbn-ts/language-common"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { Invalid, TooMany } from "@/lib/errors"
import { addressFrom, placeOf } from "@/lib/people/address"
import { countTry } from "@/lib/people/limits"
import { checkNewPassword } from "@/lib/people/new-password"
import { passwordFits } from "@/lib/people/passwords"
import { signIn } from "@/lib/people/sign-in"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { fieldsOf } from "@/lib/testing/faults.fixture"

let world: World

beforeAll(async () => {
  world = await openWorld(5)
})
beforeEach(() => world.owner.query("delete from rate_limits"))
afterAll(() => world?.end())

test("an address is what our own proxy wrote, whatever the client put before it", () => {
  expect(addressFrom("203.0.113.7", 1)).toBe("203.0.113.7")
  expect(addressFrom("192.0.2.1, 203.0.113.7", 1)).toBe("203.0.113.7")
  expect(addressFrom("192.0.2.1, 203.0.113.7, 10.0.0.2", 2)).toBe("203.0.113.7")
  // Fewer names than proxies: somebody came past one of them.
  expect(addressFrom("203.0.113.7", 2)).toBe("unknown")
  expect(addressFrom("192.0.2.1, 203.0.113.7", 0)).toBe("unknown")
  for (const other of [null, "", "localhost", "1.2.3.4.5", "<script>", "203.0.113.7, "])
    expect(addressFrom(other, 1)).toBe("unknown")
  expect(addressFrom("::ffff:203.0.113.7", 1)).toBe("203.0.113.7")
  expect(addressFrom("[2001:DB8::1]:443", 1)).toBe("2001:db8::1")
})

test("a household's whole IPv6 network is one place", async () => {
  const home = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:0db8:0001:0002:0:0:0:9"].map(placeOf)
  expect(new Set(home)).toEqual(new Set(["2001:db8:1:2::/64"]))
  expect(placeOf("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64")
  expect([placeOf("::1"), placeOf("203.0.113.7")]).toEqual(["0:0:0:0::/64", "203.0.113.7"])
  const enter = (address: string) =>
    signIn(world.house, { login: "0700 111 222", password: "x" }, { agent: "a", address })
  await expect(enter("2001:db8:1:2::1")).rejects.toThrow(Invalid)
  await world.owner.query("update rate_limits set tries = 20 where key like 'sign_in_here:%'")
  await expect(enter("2001:db8:1:2::abcd")).rejects.toThrow(TooMany)
  await expect(enter("2001:db8:1:3::1")).rejects.toThrow(Invalid)
})

test("counters are counted in the database, side by side, and hold no address", async () => {
  const tries = Array.from({ length: 62 }, () => countTry(world.house, "search", "somebody"))
  const answers = await Promise.allSettled(tries)
  expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(2)
  await expect(countTry(world.house, "search", "somebody else")).resolves.toBe(1)
  await expect(countTry(world.house, "sign_in_address", "203.0.113.7")).resolves.toBe(1)
  const { rows } = await world.owner.query("select key from rate_limits")
  expect(JSON.stringify(rows)).not.toMatch(/somebody|203\.0/)
})

test("no leaked password is taken for a new one, nor one in disguise; a phrase of one's own is", () => {
  const faultOf = (password: string) => {
    try {
      checkNewPassword(password)
      return null
    } catch (error) {
      return error instanceof Invalid ? error.fields.password?.code : "?"
    }
  }
  const leaked = dictionary["passwords-common"].filter((word) => word.length >= 12)
  expect(dictionary["passwords-common"].length).toBeGreaterThan(3_000)
  expect(leaked.map(faultOf).filter((fault) => fault !== "password_common")).toEqual([])
  for (const disguised of [
    "P@ssw0rd2026!",
    "Qwerty123456",
    "iloveyou-iloveyou",
    "111111222222",
    "сырсөз-сырсөз1",
  ])
    expect(faultOf(disguised), disguised).toBe("password_common")
  for (const own of [
    "үч боз үй тигилген",
    "көк асман, тынч тоо",
    "плов без моркови не плов",
    "a kettle of 17 storks",
  ])
    expect(faultOf(own), own).toBeNull()
  expect([faultOf("кыска"), faultOf("ө".repeat(150))]).toEqual(["password_short", "password_long"])
})

test("a password longer than 256 bytes is refused before any work is done on it", async () => {
  const began = performance.now()
  expect(await passwordFits(null, "x".repeat(1_000_000))).toBe(false)
  expect(performance.now() - began).toBeLessThan(15)
  expect(
    await fieldsOf(
      signIn(world.house, { login: "0700 1", password: "x".repeat(257) }, { agent: "", address: "" }),
    ),
  ).toEqual({ password: { code: "wrong_password" } })
})
