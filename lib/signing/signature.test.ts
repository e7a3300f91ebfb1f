import { expect, test } from "vitest"
import { isSignedBy, signatureOf } from "@/lib/signing/signature"

// The example of the Standard Webhooks specification and its libraries.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
const bytes = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: "1614265330",
  body: Buffer.from('{"test": 2432232314}'),
}
const known = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

test("a delivery is signed as the specification's own example, beside other signatures, and by nothing else", () => {
  expect(signatureOf(secret, bytes)).toBe(known)
  expect(isSignedBy(secret, bytes, `v1,${known}`)).toBe(true)
  expect(isSignedBy(secret, bytes, `v2,x v1,AAAA v1,${known}`)).toBe(true)
  expect(isSignedBy(secret, { ...bytes, id: "msg_other" }, `v1,${known}`)).toBe(false)
  expect(isSignedBy(secret, { ...bytes, timestamp: "1614265331" }, `v1,${known}`)).toBe(false)
  expect(isSignedBy(secret, { ...bytes, body: Buffer.from('{"test":2432232314}') }, `v1,${known}`)).toBe(
    false,
  )
  for (const header of ["", known, `v2,${known}`, "v1,", `v1,${known.slice(0, -1)}`])
    expect(isSignedBy(secret, bytes, header)).toBe(false)
})
