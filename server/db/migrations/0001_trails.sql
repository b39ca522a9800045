CREATE TABLE `links` (
	`id` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`state` text NOT NULL,
	`created` text NOT NULL,
	`used` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_digest_unique` ON `links` (`digest`);--> statement-breakpoint
CREATE INDEX `links_used` ON `links` (`used`);--> statement-breakpoint
CREATE TABLE `trails` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`gist` text NOT NULL,
	`words` text NOT NULL,
	`created` text NOT NULL,
	`updated` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `trails_updated` ON `trails` (`updated`);--> statement-breakpoint
ALTER TABLE `query_history` ADD `name` text;