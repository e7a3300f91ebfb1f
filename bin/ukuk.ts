import { backupCommand } from "./commands/backup"
import { consentsCommand } from "./commands/consents"
import { draftCommand } from "./commands/draft"
import { dryRunCommand } from "./commands/dry-run"
import { erasuresCommand } from "./commands/erasures"
import { keysCommand } from "./commands/keys"
import { ledgerCommand } from "./commands/ledger"
import { policyCommand } from "./commands/policy"
import { publishCommand } from "./commands/publish"
import { receiptCommand } from "./commands/receipt"
import { restoreCommand } from "./commands/restore"
import { sourceCommand } from "./commands/source"
import { grantsCommand } from "./commands/source-grants"
import { staffCommand } from "./commands/staff"
import { stopCommand } from "./commands/stop"
import { linksCommand } from "./commands/unsubscribe-links"

const USAGE = `The operator's command line of Ukuk.

  npm run ukuk -- policy check DIR… [--json]     what is wrong with a policy folder
  npm run ukuk -- policy publish DIR             publish what changed as new editions
  npm run ukuk -- policy draft DIR --as EMAIL    send a folder as the drafts of its next editions
  npm run ukuk -- source check [NAME] [--json]   whether the data map fits the live sources
  npm run ukuk -- source grants NAME             the rights a database is to give the connector, as SQL
  npm run ukuk -- source stop NAME|--all …       stop all writing to a source; "resume" lifts it
  npm run ukuk -- source draft NAME …            propose a source's part of the data map
  npm run ukuk -- request dry-run NUMBER         what carrying out a request would do, without doing it
  npm run ukuk -- staff add --email EMAIL …      invite a member of staff
  npm run ukuk -- consents import FILE           take over consents on record
  npm run ukuk -- unsubscribe-links --purpose P  links by which people end messages
  npm run ukuk -- ledger verify [--json]         whether registers and ledger agree
  npm run ukuk -- receipt verify FILE --key KEY  whether a receipt holds, and what it proves
  npm run ukuk -- receipt compare FILE FILE …    whether the ledger only grew between two checkpoints
  npm run ukuk -- backup DIR                     back up both databases while the portal runs
  npm run ukuk -- backup check DIR               whether a backup holds, without restoring it
  npm run ukuk -- restore DIR                    restore a backup into empty databases
  npm run ukuk -- keys status [--json]           which master keys are wanted, and which are held
  npm run ukuk -- keys rotate                    begin an epoch of the master key and wrap every key anew
  npm run ukuk -- keys destroy-epoch N           end an old epoch for good
  npm run ukuk -- erasures replay [--dry-run]    erase again what a restored back-up brought back
  npm run ukuk -- erasures rebuild               write a lost erasure register anew from the database

Each takes --help. Exit 0: done; 1: what it checks does not hold; 2: wrong usage.`

const print = (line: string) => {
  process.stdout.write(`${line}\n`)
}

/** Leaves to the command what it is about; says the usage for anything unknown. */
async function main([area, ...rest]: string[]): Promise<number> {
  if (area === "policy" && rest[0] === "publish") return publishCommand(rest.slice(1), process.env, print)
  if (area === "policy" && rest[0] === "draft") return draftCommand(rest.slice(1), process.env, print)
  if (area === "policy") return policyCommand(rest, print)
  if (area === "source" && rest[0] === "grants") return grantsCommand(rest.slice(1), process.env, print)
  if (area === "source" && (rest[0] === "stop" || rest[0] === "resume"))
    return stopCommand(rest, process.env, print)
  if (area === "source") return sourceCommand(rest, process.env, print)
  if (area === "request") return dryRunCommand(rest, process.env, print)
  if (area === "staff") return staffCommand(rest, process.env, print)
  if (area === "backup") return backupCommand(rest, process.env, print)
  if (area === "restore") return restoreCommand(rest, process.env, print)
  if (area === "erasures") return erasuresCommand(rest, process.env, print)
  if (area === "keys") return keysCommand(rest, process.env, print)
  if (area === "ledger") return ledgerCommand(rest, process.env, print)
  if (area === "receipt") return receiptCommand(rest, print)
  if (area === "consents") return consentsCommand(rest, process.env, print)
  if (area === "unsubscribe-links") return linksCommand(rest, process.env, print)
  print(USAGE)
  return area === undefined || area === "--help" ? 0 : 2
}

// Where the caller stands, so that a relative DIR means theirs.
process.chdir(process.env.UKUK_ROOT ?? process.cwd())
process.exitCode = await main(process.argv.slice(2))
