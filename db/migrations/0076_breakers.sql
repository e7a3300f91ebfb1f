CREATE TABLE "source_breakers" (
	"source" text NOT NULL,
	"process" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	CONSTRAINT "source_breakers_source_process_pk" PRIMARY KEY("source","process"),
	CONSTRAINT "source_breakers_process" CHECK ("source_breakers"."process" in ('web', 'worker'))
);
