CREATE TABLE "sweep_people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sweep_id" uuid NOT NULL,
	"source" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"key" "bytea",
	"subject_id" uuid,
	"counts" jsonb NOT NULL,
	"plan_hash" text NOT NULL,
	"state" text DEFAULT 'found' NOT NULL,
	"why" text,
	"part_id" uuid,
	CONSTRAINT "sweep_people_state" CHECK ("sweep_people"."state" in ('found', 'opened', 'left')),
	CONSTRAINT "sweep_people_why" CHECK ("sweep_people"."why" in ('hold', 'open_case', 'kept'))
);
--> statement-breakpoint
CREATE TABLE "sweeps" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"rules" text[] NOT NULL,
	"as_of" date NOT NULL,
	"state" text DEFAULT 'searching' NOT NULL,
	"edition_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"data_map_id" uuid NOT NULL,
	"calendar_id" uuid NOT NULL,
	"source" text,
	"cursor" "bytea",
	"looked" integer DEFAULT 0 NOT NULL,
	"counts" jsonb,
	"started_by" uuid,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"found_at" timestamp with time zone,
	"proposed_by" uuid,
	"proposed_at" timestamp with time zone,
	"reason" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	CONSTRAINT "sweeps_state" CHECK ("sweeps"."state" in ('searching', 'nothing', 'found', 'proposed', 'approved', 'dropped', 'carried'))
);
--> statement-breakpoint
ALTER TABLE "sweep_people" ADD CONSTRAINT "sweep_people_sweep_id_sweeps_id_fk" FOREIGN KEY ("sweep_id") REFERENCES "public"."sweeps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_people" ADD CONSTRAINT "sweep_people_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_people" ADD CONSTRAINT "sweep_people_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_profile_id_reference_editions_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_data_map_id_reference_editions_id_fk" FOREIGN KEY ("data_map_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_calendar_id_reference_editions_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_started_by_accounts_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_proposed_by_accounts_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_decided_by_accounts_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sweep_people_key" ON "sweep_people" USING btree ("sweep_id","source","key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "sweep_people_subject" ON "sweep_people" USING btree ("sweep_id","subject_id") WHERE subject_id is not null;--> statement-breakpoint
CREATE INDEX "sweep_people_to_carry" ON "sweep_people" USING btree ("sweep_id","id") WHERE state = 'found';--> statement-breakpoint
CREATE INDEX "sweep_people_part" ON "sweep_people" USING btree ("part_id") WHERE part_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "sweeps_one_open" ON "sweeps" USING btree ((true)) WHERE state in ('searching', 'found', 'proposed', 'approved');--> statement-breakpoint
CREATE INDEX "sweeps_started" ON "sweeps" USING btree ("started_at");