CREATE TABLE "notice_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"object" uuid NOT NULL,
	"template" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"channels" text[] NOT NULL,
	"audience" jsonb NOT NULL,
	"cursor" jsonb,
	"state" text DEFAULT 'gathering' NOT NULL,
	"opened_by" uuid,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"gathered_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	CONSTRAINT "notice_runs_state" CHECK ("notice_runs"."state" in ('gathering', 'sending', 'done'))
);
--> statement-breakpoint
CREATE TABLE "run_people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"run_id" uuid NOT NULL,
	"ref" "bytea" NOT NULL,
	"subject_id" uuid,
	"contact" "bytea",
	"language" text NOT NULL,
	"channel" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone,
	"list" integer,
	CONSTRAINT "run_people_channel" CHECK ("run_people"."channel" in ('email', 'sms', 'post')),
	CONSTRAINT "run_people_state" CHECK ("run_people"."state" in ('waiting', 'sending', 'sent', 'post', 'posted', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "run_tries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_tries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"outcome" text NOT NULL,
	"code" text,
	"by" uuid,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "run_tries_outcome" CHECK ("run_tries"."outcome" in ('sent', 'refused', 'failed', 'bounced', 'no_address', 'gone', 'posted'))
);
--> statement-breakpoint
ALTER TABLE "notice_runs" ADD CONSTRAINT "notice_runs_opened_by_accounts_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_people" ADD CONSTRAINT "run_people_run_id_notice_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."notice_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_people" ADD CONSTRAINT "run_people_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_tries" ADD CONSTRAINT "run_tries_run_id_notice_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."notice_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_tries" ADD CONSTRAINT "run_tries_person_id_run_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."run_people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_tries" ADD CONSTRAINT "run_tries_by_accounts_id_fk" FOREIGN KEY ("by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_runs_once" ON "notice_runs" USING btree ("kind","object","template");--> statement-breakpoint
CREATE UNIQUE INDEX "run_people_once" ON "run_people" USING btree ("run_id","ref");--> statement-breakpoint
CREATE INDEX "run_people_standing" ON "run_people" USING btree ("run_id","state","channel");--> statement-breakpoint
CREATE INDEX "run_people_next" ON "run_people" USING btree ("run_id","next_at") WHERE state in ('waiting', 'sending');--> statement-breakpoint
CREATE INDEX "run_people_subject" ON "run_people" USING btree ("subject_id") WHERE subject_id is not null;--> statement-breakpoint
CREATE INDEX "run_tries_run" ON "run_tries" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "run_tries_person" ON "run_tries" USING btree ("person_id");