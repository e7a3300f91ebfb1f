CREATE TABLE "checkpoint_mails" (
	"address" text NOT NULL,
	"day" date NOT NULL,
	"size" bigint NOT NULL,
	"outbox_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "checkpoint_mails_address_day_pk" PRIMARY KEY("address","day")
);
--> statement-breakpoint
CREATE TABLE "ledger_checks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"size" bigint NOT NULL,
	"signed" bigint NOT NULL,
	"faults" integer NOT NULL,
	"first" text,
	CONSTRAINT "ledger_checks_first" CHECK (("ledger_checks"."faults" = 0) = ("ledger_checks"."first" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_outages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"noticed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"over_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "checkpoint_mails_outbox" ON "checkpoint_mails" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "ledger_checks_at" ON "ledger_checks" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_outages_open" ON "ledger_outages" USING btree (("over_at" is null)) WHERE over_at is null;--> statement-breakpoint
CREATE INDEX "ledger_outages_since" ON "ledger_outages" USING btree ("since");