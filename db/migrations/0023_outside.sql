ALTER TABLE "staff_invitations" ADD COLUMN "outside" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "proposals" ADD COLUMN "put_to" uuid;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_put_to_accounts_id_fk" FOREIGN KEY ("put_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "proposals_put_to" ON "proposals" USING btree ("put_to") WHERE put_to is not null;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_outside_approves" CHECK (not "staff"."outside" or "staff"."role" = 'approver');