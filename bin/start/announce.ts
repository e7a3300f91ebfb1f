import { type DemoAccount, demoStaff } from "@/db/demo-accounts"
import type { DemoPeople } from "@/lib/people/demo-people"

const line = ({ who, signIn, password, code, state }: DemoAccount) =>
  `  ${who.padEnd(11)} ${signIn.padEnd(22)} ${password.padEnd(16)} ${code ? "" : state}`.trimEnd()

/** The demo's accounts as lines of text for a terminal. */
function demoText({ accounts, newcomers }: DemoPeople): string {
  const secret = demoStaff.find((account) => account.code)?.code
  return [
    "Demo accounts (made up; this machine only):",
    ...[...accounts, ...demoStaff].map(line),
    ...newcomers.map(
      ({ who, pin, phone }) =>
        `  ${who.padEnd(11)} no account yet: signs up with ${pin ? `PIN ${pin} and ` : ""}${phone}`,
    ),
    `  Staff are also asked for a one-time code, from the secret ${secret}.`,
    "  Messages that would have gone out: /demo/outbox",
  ].join("\n")
}

/** Prints where the portal is; in the demo who can sign in, outside it the first administrator's one-time link. */
export function announce(appUrl: string, demo: DemoPeople | null, link: string | null): void {
  const first = link
    ? `\nThe first administrator sets up their account here, once, within a day:\n  ${link}\n`
    : ""
  console.log(`\nUkuk is ready: ${appUrl}\n${demo ? `\n${demoText(demo)}\n` : first}\nCtrl-C stops it.`)
}
