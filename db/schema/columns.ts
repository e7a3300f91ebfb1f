import { customType, timestamp } from "drizzle-orm/pg-core"

/** Raw bytes: keyed hashes, leaf bytes, and encrypted cells (see lib/keys/cell.ts). */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" })

/** An instant, stored in UTC with its zone. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" })
