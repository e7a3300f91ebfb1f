CREATE TABLE "duty_tasks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"document" jsonb NOT NULL,
	"role" text NOT NULL,
	"assigned_to" uuid,
	"personal" boolean DEFAULT false NOT NULL,
	"due_on" date NOT NULL,
	"every" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"answers" jsonb,
	"note" text,
	"done_by" uuid,
	"done_at" timestamp with time zone,
	"dropped_at" timestamp with time zone,
	CONSTRAINT "duty_tasks_kind" CHECK ("duty_tasks"."kind" ~ '^[a-z][a-z_]*$'),
	CONSTRAINT "duty_tasks_every" CHECK ("duty_tasks"."every" ~ '^P[1-9][0-9]*[YMD]$'),
	CONSTRAINT "duty_tasks_personal" CHECK (not "duty_tasks"."personal" or "duty_tasks"."assigned_to" is not null),
	CONSTRAINT "duty_tasks_done" CHECK (("duty_tasks"."done_at" is null) = ("duty_tasks"."done_by" is null) and ("duty_tasks"."done_at" is null) = ("duty_tasks"."answers" is null))
);
--> statement-breakpoint
ALTER TABLE "duty_tasks" ADD CONSTRAINT "duty_tasks_assigned_to_accounts_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_tasks" ADD CONSTRAINT "duty_tasks_done_by_accounts_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "duty_tasks_open" ON "duty_tasks" USING btree ("kind","about") WHERE not personal and done_at is null and dropped_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "duty_tasks_open_personal" ON "duty_tasks" USING btree ("kind","about","assigned_to") WHERE personal and done_at is null and dropped_at is null;--> statement-breakpoint
CREATE INDEX "duty_tasks_due" ON "duty_tasks" USING btree ("due_on");