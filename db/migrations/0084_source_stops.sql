CREATE TABLE "source_stops" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source" text,
	"reason" text NOT NULL,
	"set_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" uuid,
	"lift_reason" text,
	"told_at" timestamp with time zone,
	"lift_told_at" timestamp with time zone,
	CONSTRAINT "source_stops_reason" CHECK (length(btrim("source_stops"."reason")) between 10 and 1000),
	CONSTRAINT "source_stops_lift_reason" CHECK (length(btrim("source_stops"."lift_reason")) between 10 and 1000),
	CONSTRAINT "source_stops_lifted" CHECK (num_nonnulls("source_stops"."lifted_at", "source_stops"."lifted_by", "source_stops"."lift_reason") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "source_stops" ADD CONSTRAINT "source_stops_set_by_accounts_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_stops" ADD CONSTRAINT "source_stops_lifted_by_accounts_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "source_stops_open" ON "source_stops" USING btree (coalesce("source", '')) WHERE lifted_at is null;