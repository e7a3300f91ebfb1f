CREATE TABLE "contact_removals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"category" text NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "contact_removals" ADD CONSTRAINT "contact_removals_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_removals" ADD CONSTRAINT "contact_removals_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_removals_one" ON "contact_removals" USING btree ("subject_id","part_id","category");