CREATE TABLE "recipient_notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"channel" text NOT NULL,
	"acts" jsonb NOT NULL,
	"notice" "bytea" NOT NULL,
	"due_on" date NOT NULL,
	"remind_on" date NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"outbox_id" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"told_at" timestamp with time zone,
	"told_by" uuid,
	"reminded_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"answer" text,
	"answer_cell" "bytea",
	"answer_hash" "bytea",
	"answer_by" uuid,
	CONSTRAINT "recipient_notices_channel" CHECK ("recipient_notices"."channel" in ('email', 'webhook', 'post', 'hand')),
	CONSTRAINT "recipient_notices_answer" CHECK ("recipient_notices"."answer" in ('done', 'not_held', 'refused')),
	CONSTRAINT "recipient_notices_answered" CHECK (("recipient_notices"."answered_at" is null) = ("recipient_notices"."answer" is null) and ("recipient_notices"."answered_at" is null) = ("recipient_notices"."answer_cell" is null))
);
--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_told_by_accounts_id_fk" FOREIGN KEY ("told_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_notices" ADD CONSTRAINT "recipient_notices_answer_by_accounts_id_fk" FOREIGN KEY ("answer_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "recipient_notices_once" ON "recipient_notices" USING btree ("plan_id","recipient");--> statement-breakpoint
CREATE INDEX "recipient_notices_part" ON "recipient_notices" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "recipient_notices_subject" ON "recipient_notices" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "recipient_notices_outbox" ON "recipient_notices" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "recipient_notices_open" ON "recipient_notices" USING btree ("remind_on") WHERE answered_at is null;