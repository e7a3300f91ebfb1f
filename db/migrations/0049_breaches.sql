CREATE TABLE "breach_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"breach_id" uuid NOT NULL,
	"event" text NOT NULL,
	"by" uuid NOT NULL,
	"note" "bytea",
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "breach_events_event" CHECK ("breach_events"."event" in ('recorded', 'changed', 'counted', 'put_forward', 'sent_back', 'released', 'closed', 'exported'))
);
--> statement-breakpoint
CREATE TABLE "breaches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"edition_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"calendar_id" uuid NOT NULL,
	"data_map_id" uuid NOT NULL,
	"type" text NOT NULL,
	"happened_from" date NOT NULL,
	"happened_to" date NOT NULL,
	"found_on" date NOT NULL,
	"categories" text[] NOT NULL,
	"scope" jsonb NOT NULL,
	"story" "bytea" NOT NULL,
	"counted" jsonb,
	"counted_at" timestamp with time zone,
	"state" text DEFAULT 'draft' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"released_by" uuid,
	"released_at" timestamp with time zone,
	"run_id" uuid,
	"closed_at" timestamp with time zone,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "breaches_number_unique" UNIQUE("number"),
	CONSTRAINT "breaches_state" CHECK ("breaches"."state" in ('draft', 'ready', 'released', 'closed')),
	CONSTRAINT "breaches_days" CHECK ("breaches"."happened_from" <= "breaches"."happened_to" and "breaches"."happened_from" <= "breaches"."found_on"),
	CONSTRAINT "breaches_scope" CHECK (cardinality("breaches"."categories") > 0)
);
--> statement-breakpoint
ALTER TABLE "breach_events" ADD CONSTRAINT "breach_events_breach_id_breaches_id_fk" FOREIGN KEY ("breach_id") REFERENCES "public"."breaches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breach_events" ADD CONSTRAINT "breach_events_by_accounts_id_fk" FOREIGN KEY ("by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_profile_id_reference_editions_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_calendar_id_reference_editions_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_data_map_id_reference_editions_id_fk" FOREIGN KEY ("data_map_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_released_by_accounts_id_fk" FOREIGN KEY ("released_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_run_id_notice_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."notice_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "breach_events_breach" ON "breach_events" USING btree ("breach_id","at");